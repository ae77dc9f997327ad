import type { IncomingMessage } from 'node:http'
import type { Response } from 'express'
import { deepFreeze } from '../deep-freeze.ts'
import type { Masks } from './masks.ts'
import { toAttribute, toErrorText, toJson, toPlain } from './plain.ts'
import type { Action, RequestPlan } from './program.ts'
import type { Recorder } from './recorder.ts'
import type { BaseStore } from './session-module.ts'
import { callMethod } from './stores.ts'
import type { VirtualTime } from './virtual-time.ts'

type Done = (error?: unknown, found?: unknown) => void

/** `req.session` as an app sees it. */
export interface SeenSession {
  readonly id: unknown
  readonly cookie: Record<string, unknown>
  save(done?: Done): unknown
  reload(done: Done): unknown
  regenerate(done: Done): unknown
  destroy(done?: Done): unknown
  touch(): unknown
  resetMaxAge(): unknown
  [key: string]: unknown
}

export interface SeenRequest extends IncomingMessage {
  session?: SeenSession | null | false | undefined
  sessionID?: unknown
  sessionStore?: BaseStore
}

/** What a handler's actions work on. */
export interface Scene {
  readonly request: SeenRequest
  readonly response: Response
  readonly next: (error?: unknown) => void
  readonly time: VirtualTime
  readonly masks: Masks
  readonly recorder: Recorder
  /** Sends another request, and waits until it has been answered. */
  readonly meanwhile: (request: RequestPlan) => Promise<void>
}

/** Does one action after the other. Stays synchronous where none has to be waited for. */
export function perform(actions: readonly Action[], scene: Scene): void | Promise<void> {
  for (const [index, action] of actions.entries()) {
    const done = act(action, scene)
    if (done) return done.then(() => perform(actions.slice(index + 1), scene))
  }
}

/** One action. What it throws is what the app sees there; the handler goes on. */
function act(action: Action, scene: Scene): void | Promise<void> {
  try {
    if (action.do === 'meanwhile') return scene.meanwhile(action.request)
    // What is assigned is frozen, and the plan is another run's as well.
    return actAlone(structuredClone(action), scene)
  } catch (error) {
    scene.recorder.saw({ did: action.do, threw: toErrorText(error) })
  }
}

function actAlone(action: Exclude<Action, { do: 'meanwhile' }>, scene: Scene): void | Promise<void> {
  const { request, response, time, recorder } = scene
  switch (action.do) {
    case 'look':
      return recorder.saw(look(scene))
    case 'turn':
      return new Promise((resolve) => setImmediate(resolve))
    case 'wait':
      return time.advance(action.ms)
    case 'header':
      response.append(action.name, action.value)
      return
    case 'store':
      return actOnStore(action.call, scene)
    case 'unset':
      return unset(action.as, request)
    default:
      if (!request.session) return recorder.saw({ did: action.do, session: String(request.session) })
      return actOnSession(action, request.session, scene)
  }
}

type SessionAction = Exclude<
  Action,
  { do: 'look' | 'turn' } | { do: 'wait' | 'header' | 'store' | 'unset' | 'meanwhile' }
>

function actOnSession(action: SessionAction, session: SeenSession, scene: Scene): void | Promise<void> {
  switch (action.do) {
    case 'set':
      session[action.key] = deepFreeze(action.value)
      return
    case 'nest': {
      const inner = session[action.key]
      const added = deepFreeze({ [action.inner]: action.value })
      if (typeof inner !== 'object' || inner === null) session[action.key] = added
      else if (Object.isFrozen(inner) && !Array.isArray(inner))
        session[action.key] = deepFreeze({ ...inner, ...added })
      else Object.assign(inner, added)
      return
    }
    case 'append': {
      const list = session[action.key]
      const item = deepFreeze(action.value)
      if (!Array.isArray(list)) session[action.key] = deepFreeze([item])
      else if (Object.isFrozen(list)) session[action.key] = deepFreeze([...list, item])
      else list.push(item)
      return
    }
    case 'delete':
      delete session[action.key]
      return
    case 'save':
      return save(action.times, action.hasCallback, session, scene)
    case 'destroy':
      if (action.hasCallback) return called('destroy', scene, (done) => session.destroy(done))
      session.destroy()
      return
    case 'reload':
      return called('reload', scene, (done) => session.reload(done))
    case 'regenerate':
      return called('regenerate', scene, (done) => session.regenerate(done))
    case 'touch':
    case 'resetMaxAge':
      return scene.recorder.saw({ did: action.do, isChained: session[action.do]() === session })
    case 'cookie':
      session.cookie[action.attribute] = toAttribute(action.value, scene.time)
  }
}

/** Waits for the callback, and notes what it was told and what the app finds then. */
function called(did: string, scene: Scene, call: (done: Done) => unknown): Promise<void> {
  return new Promise((resolve) => {
    const done: Done = (error, found) => {
      scene.recorder.saw({
        did,
        ...(error ? { error: toErrorText(error) } : {}),
        ...(found === undefined ? {} : { found: toPlain(toJson(found)) }),
        session: typeof scene.request.session,
        sessionID: scene.masks.sid(scene.request.sessionID),
      })
      resolve()
    }
    try {
      call(done)
    } catch (error) {
      scene.recorder.saw({ did, threw: toErrorText(error) })
      resolve()
    }
  })
}

function save(times: number, hasCallback: boolean, session: SeenSession, scene: Scene): void | Promise<void> {
  const once = (): void | Promise<void> => {
    if (hasCallback) return called('save', scene, (done) => session.save(done))
    session.save()
  }
  const saves = Array.from({ length: times }, once)
  return hasCallback ? Promise.all(saves).then(() => {}) : undefined
}

function unset(as: 'null' | 'undefined' | 'false' | 'delete', request: SeenRequest): void {
  if (as === 'delete') delete request.session
  else request.session = { null: null, undefined, false: false as const }[as]
}

function actOnStore(call: 'all' | 'length' | 'load' | 'clear', scene: Scene): void | Promise<void> {
  const { sessionStore, sessionID } = scene.request
  if (sessionStore === undefined || !(call in sessionStore)) {
    return scene.recorder.saw({ did: call, store: typeof sessionStore })
  }
  // What all hold is compared after each request; session IDs are random.
  const given = call === 'load' ? [sessionID] : []
  return called(call, scene, (done) =>
    callMethod(sessionStore, call, ...given, (error: unknown, found: unknown) =>
      done(error, call === 'all' ? undefined : found),
    ),
  )
}

/** All that an app can see of its session. */
function look({ request, response, masks }: Scene): unknown {
  const { session, sessionID, sessionStore } = request
  const around = {
    sessionID: masks.sid(sessionID),
    store: typeof sessionStore,
    headersSent: response.headersSent,
  }
  if (!session) return { ...around, session: String(session), isOwn: 'session' in request }
  const { cookie } = session
  return {
    ...around,
    // In any order: what two requests wrote is put together.
    keys: Object.keys(session).toSorted(),
    data: toPlain(toJson(session)),
    isSameID: session.id === sessionID,
    cookie: {
      own: toPlain({ ...cookie }),
      maxAge: toPlain(cookie.maxAge),
      expires: toPlain(cookie.expires),
      originalMaxAge: toPlain(cookie.originalMaxAge),
      data: toPlain(cookie.data),
    },
    methods: methods.filter((name) => typeof session[name] === 'function'),
  }
}

const methods = ['save', 'reload', 'regenerate', 'destroy', 'touch', 'resetMaxAge', 'rotate', 'update']
