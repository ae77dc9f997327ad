import type { Express } from 'express'

/** Express alone: what every other entry costs, too. */
export function mount(_app: Express): undefined {}
