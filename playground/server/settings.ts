import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const minute = 60_000

/** What the environment may set, all of it optional. */
const environment = z.object({
  /** `0` picks a free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(5173),
  /** Where the sessions and the secret are kept. */
  DATA_DIR: z
    .string()
    .min(1)
    .default(fileURLToPath(new URL('../data/', import.meta.url))),
  /** Where the sessions are kept; without it in an SQLite file in the data folder. */
  SESSION_STORE: z.string().optional(),
  /** The other processes of the playground over the same store, by their origins, separated by commas. */
  PEERS: z
    .string()
    .transform((text) => text.split(',').filter((origin) => origin !== ''))
    .pipe(
      z.array(
        z.url().refine((url) => new URL(url).origin === url, {
          error: 'takes origins, such as http://localhost:5174',
        }),
      ),
    )
    .default([]),
  /** Signs the cookies; without one a secret is made once and kept in the data folder. */
  SESSION_SECRET: z.string().optional(),
  /** The idle timeouts to choose from, in milliseconds, separated by commas. */
  IDLE_TIMEOUTS: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number().int().min(1000)).min(1))
    .default([15_000, minute, 15 * minute]),
  /** Whether open pages follow edits of their source. */
  WATCH: z.stringbool().default(true),
})

export type Settings = z.output<typeof environment>

/** Reads the settings from the environment; throws with what is wrong in one line per variable. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { data, error } = environment.safeParse(env)
  if (data) return data
  throw new Error(`The environment cannot be used:\n${z.prettifyError(error)}`)
}
