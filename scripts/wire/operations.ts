export function printOperations(_repository: string, _outFolder: string): number {
  return 0
}
