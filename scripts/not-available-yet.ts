// Stands where a later interface will be, so that a program which calls it early is told so and can tell it from a failure.
console.error(`${process.argv[2]}: not available yet`)
process.exitCode = 2
