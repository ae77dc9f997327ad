import type { CallQueue } from './call-queue.ts'

/** How far a response has come. */
export type GateState =
  /** Nothing has left. Without activity of the person the commit renews nothing. */
  | { readonly is: 'open'; readonly isActivity: boolean }
  /** A first `write`, or an `end` (then the body `isWhole`), asks `writeHead`; Node.js will render the head by itself. */
  | { readonly is: 'opening'; readonly isActivity: boolean; readonly isWhole: boolean }
  /** The commit is under way, calls wait. */
  | { readonly is: 'held'; readonly calls: CallQueue }
  /** Committed, calls pass. */
  | { readonly is: 'sent' }
  /** What changed since the headers is being committed, the end waits. */
  | { readonly is: 'ending'; readonly calls: CallQueue }
  /** Calls pass, for Node.js to refuse. */
  | { readonly is: 'ended' }
  /** Cut, or answered from elsewhere: calls are dropped. */
  | { readonly is: 'failed'; readonly calls: CallQueue }

export const open: GateState = { is: 'open', isActivity: true }
export const sent: GateState = { is: 'sent' }
export const ended: GateState = { is: 'ended' }

/** Before the commit, which the next call begins. */
export function isOpen(state: GateState): state is GateState & { readonly is: 'open' | 'opening' } {
  return state.is === 'open' || state.is === 'opening'
}

/** Where calls wait, or are dropped; `undefined` where they pass. */
export function callsOf(state: GateState): CallQueue | undefined {
  return state.is === 'held' || state.is === 'ending' || state.is === 'failed' ? state.calls : undefined
}

/** Whether an `end` was called. */
export function hasEnd(state: GateState): boolean {
  if (state.is === 'opening') return state.isWhole
  return state.is === 'ended' || callsOf(state)?.isEnded === true
}
