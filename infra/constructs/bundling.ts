import { fileURLToPath } from 'node:url'
import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'

const repository = new URL('../../', import.meta.url)

/** How every function becomes one file. The SDK is shipped with it, so that what was tested is what runs. */
export const bundling = {
  format: OutputFormat.ESM,
  mainFields: ['module', 'main'],
  target: 'node24',
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  bundleAwsSDK: true,
  // Some dependencies are still CommonJS and call `require`, which ES modules lack.
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
} as const satisfies BundlingOptions

/** The same for a function that forecasts with the published libraries: their WebAssembly comes along, about 1 MB. */
export const bundlingWithForecastLibraries = {
  ...bundling,
  // One of them asks where it lies, as CommonJS may, though it has all it needs in its code.
  define: { __dirname: '"."' },
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (inputDir: string, outputDir: string) => [
      `"${inputDir}/node_modules/.bin/node" "${inputDir}/infra/pack-wasm.ts" "${outputDir}"`,
    ],
  },
} as const satisfies BundlingOptions

/** @param name folder under `functions` whose `lambda.ts` exports `handler` */
export function sourcesOf(name: string) {
  const path = (relative: string) => fileURLToPath(new URL(relative, repository))
  return {
    entry: path(`functions/${name}/lambda.ts`),
    handler: 'handler',
    projectRoot: path('.'),
    depsLockFilePath: path('package-lock.json'),
  }
}
