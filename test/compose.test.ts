import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const service = z.object({
  image: z.string(),
  ports: z.array(z.string()).length(1),
  volumes: z.array(z.string()).length(1),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }),
})
const compose = z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })

const text = readFileSync(new URL('../compose.yaml', import.meta.url), 'utf8')
const { services, volumes } = compose.parse(parse(text))

test('there is a server of each kind, in a volume of its own', () => {
  expect(Object.keys(services)).toEqual(['valkey', 'postgres', 'mariadb'])
  expect(Object.values(services).map(({ volumes }) => volumes[0]?.split(':')[0])).toEqual(
    Object.keys(volumes),
  )
})

test('nobody outside this machine reaches one: their passwords are known', () => {
  for (const { ports } of Object.values(services)) expect(ports[0]).toMatch(/^127\.0\.0\.1:/)
})

test('the URLs that it names for the playground lead to them', () => {
  const urls = [...text.matchAll(/SESSION_STORE=(\S+)/g)].map(([, url = '']) => new URL(url))
  const ports = Object.values(services).map(({ ports }) => ports[0]?.split(':')[1])
  expect(urls.map(({ port }) => port)).toEqual(ports)
})
