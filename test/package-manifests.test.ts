import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { manifestComplaints } from '../scripts/package/manifest.ts'

const files = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/index.js', 'package.json']

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

describe.each(['server', 'client'])('%s', (name) => {
  const manifest = JSON.parse(read(`packages/${name}/package.json`))

  test('says all that a registry asks for', () => {
    expect(manifestComplaints(manifest, files)).toEqual([])
    expect(manifest.repository.directory).toBe(`packages/${name}`)
  })

  test('has the licence of the repository, and a README of its own that is short', () => {
    expect(read(`packages/${name}/LICENSE`)).toBe(read('LICENSE'))
    const readme = read(`packages/${name}/README.md`)
    expect(readme).toMatch(new RegExp(`^# @sojourn/${name}\n`))
    expect(readme.split('\n').length).toBeLessThan(60)
  })

  test.each([
    ['keywords', []],
    ['homepage', undefined],
    ['bugs', 'somewhere'],
    ['repository', { type: 'git', url: 'git+https://example.com/app.git' }],
    ['engines', {}],
    ['author', ''],
    ['publishConfig', undefined],
    ['private', true],
  ])('is refused with %s: %j', (field, value) => {
    expect(manifestComplaints({ ...manifest, [field]: value }, files)).toEqual([
      expect.stringContaining(field),
    ])
  })

  test('is refused without its texts', () => {
    expect(manifestComplaints(manifest, ['package.json'])).toEqual([
      'README.md is missing',
      'LICENSE is missing',
      'CHANGELOG.md is missing',
    ])
  })
})

test('the contract stays at home: it is inlined into both', () => {
  expect(JSON.parse(read('packages/contract/package.json'))).toMatchObject({ private: true })
})
