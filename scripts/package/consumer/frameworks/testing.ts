import { createTestSessions } from '@sojourn/client/testing'
import { setupWorker } from 'msw/browser'
import type { View } from './session.js'

export const sessions = createTestSessions<View>({ data: { name: 'Ada' } })
sessions.signIn({ name: 'Bob' })
// @ts-expect-error Not what the server exposes.
sessions.signIn({ age: 36 })
export const worker = setupWorker(...sessions.handlers)
