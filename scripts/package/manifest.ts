/** What is read of a package.json. */
export type Manifest = Readonly<Record<string, unknown>>

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** What a registry shows of a package and needs in order to take it, and how each is right. */
const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  description: isText,
  keywords: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  homepage: isHttps,
  bugs: isHttps,
  'repository.url': (value) => isText(value) && isHttps(String(value).replace(/^git\+/, '')),
  'repository.directory': isText,
  license: isText,
  author: isText,
  'engines.node': isText,
  // A name with a scope is published for its owners alone, unless it says this.
  'publishConfig.access': (value) => value === 'public',
  // Where it is published is for whoever publishes to say.
  'publishConfig.registry': (value) => value === undefined,
  private: (value) => value === undefined,
}

/** What a package brings besides its code. */
const texts = ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json']

/** Complaints about the manifest and the list of files of a packed package; none when both are complete. */
export function manifestComplaints(manifest: Manifest, files: readonly string[]): string[] {
  const wrong = Object.entries(fields)
    .map(([path, isRight]) => ({ path, isRight, value: valueAt(manifest, path) }))
    .filter(({ value, isRight }) => !isRight(value))
    .map(({ path, value }) => `package.json: ${path} is ${JSON.stringify(value) ?? 'missing'}`)
  return [...wrong, ...texts.filter((file) => !files.includes(file)).map((file) => `${file} is missing`)]
}

function isHttps(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:'
}

function valueAt(manifest: Manifest, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => Object(value)[key], manifest)
}
