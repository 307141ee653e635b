type Target = string | Record<string, string>

export interface Manifest {
  name: string
  version: string
  exports?: Record<string, string>
  bin?: Record<string, string>
  publishConfig?: { access: string; provenance?: boolean }
  [field: string]: unknown
}

/**
 * The package.json that is published: what points at a source points at what was emitted of it. npm reads exports from the
 * file itself and from nowhere else, so the file is written anew.
 */
export function manifestOf({ exports, bin, ...rest }: Manifest): object {
  return {
    ...rest,
    files: ['dist'],
    ...(exports && { exports: mapped(exports, withTypes) }),
    ...(bin && { bin: mapped(bin, emittedAs) }),
  }
}

function mapped(targets: Record<string, string>, to: (source: string) => Target): Record<string, Target> {
  return Object.fromEntries(Object.entries(targets).map(([name, source]) => [name, to(source)]))
}

function withTypes(source: string): Target {
  const file = emittedAs(source)
  // A style sheet is what it is.
  if (!file.endsWith('.js')) return file
  return { types: file.replace(/\.js$/, '.d.ts'), default: file }
}

function emittedAs(source: string): string {
  return source.replace(/^\.\/src\//, './dist/').replace(/\.tsx?$/, '.js')
}
