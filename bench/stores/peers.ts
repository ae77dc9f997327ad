/** What keeps the sessions. */
export type Server = 'redis' | 'postgres' | 'mariadb' | 'sqlite' | 'cookie' | 'none'

export interface Peer {
  /** As the tables have it. */
  readonly name: string
  readonly server: Server
  /** The framework without sessions, whose cost is taken off. */
  readonly floor: 'express' | 'fastify'
}

/** Who is measured, each in a process of its own. */
export const peers = {
  express: { name: 'Express alone', server: 'none', floor: 'express' },
  fastify: { name: 'Fastify alone', server: 'none', floor: 'fastify' },
  'sojourn-redis': { name: 'sojourn, Redis', server: 'redis', floor: 'express' },
  'express-session-redis': { name: 'express-session, connect-redis', server: 'redis', floor: 'express' },
  'fastify-session-redis': { name: '@fastify/session, connect-redis', server: 'redis', floor: 'fastify' },
  'sojourn-postgres': { name: 'sojourn, PostgreSQL', server: 'postgres', floor: 'express' },
  'express-session-postgres': {
    name: 'express-session, connect-pg-simple',
    server: 'postgres',
    floor: 'express',
  },
  'sojourn-mariadb': { name: 'sojourn, MariaDB', server: 'mariadb', floor: 'express' },
  'sojourn-sqlite': { name: 'sojourn, SQLite', server: 'sqlite', floor: 'express' },
  'sojourn-cookie': { name: 'sojourn, sealed cookie', server: 'cookie', floor: 'express' },
  'iron-session': { name: 'iron-session', server: 'cookie', floor: 'express' },
} as const satisfies Readonly<Record<string, Peer>>

export type PeerName = keyof typeof peers

/** What a request does. All but the first two kinds of visitors come with the cookie of a session. */
export const kinds = {
  visitor: { name: 'visitor without a cookie', path: '/untouched', comes: 'without' },
  untouched: { name: 'session not used', path: '/untouched', comes: 'with' },
  read: { name: 'read', path: '/read', comes: 'with' },
  touch: { name: 'touch', path: '/touch', comes: 'with' },
  write: { name: 'write', path: '/write', comes: 'with' },
  new: { name: 'new session', path: '/new?size=136', comes: 'without' },
  'new-user': { name: 'new session with a subject', path: '/sign-in', comes: 'without' },
  'sign-in': { name: 'sign-in, with a new session ID', path: '/sign-in', comes: 'with a new one' },
  'sign-out': { name: 'sign-out', path: '/sign-out', comes: 'with a new one' },
} as const

export type Kind = keyof typeof kinds

/** Whose requests are measured. */
export const measuredPeers = [
  'sojourn-redis',
  'express-session-redis',
  'fastify-session-redis',
  'sojourn-postgres',
  'express-session-postgres',
  'sojourn-mariadb',
  'sojourn-sqlite',
] as const satisfies readonly PeerName[]

/** What those requests do with their session. */
export const uses = ['read', 'write', 'touch'] as const
export type Use = (typeof uses)[number]

/** The calls of a store in PostgreSQL. */
export const postgresUses = ['read', 'write', 'touch'] as const
export type PostgresUse = (typeof postgresUses)[number]

/** The servers that are measured with few sessions and with many. */
export const growing = ['redis', 'postgres', 'sqlite'] as const
export type Growing = (typeof growing)[number]

/** Whose processes are measured together. */
export const scalingPeers = [
  'sojourn-sqlite',
  'sojourn-redis',
  'sojourn-postgres',
] as const satisfies readonly PeerName[]
