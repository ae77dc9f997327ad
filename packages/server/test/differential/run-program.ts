import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Middleware } from '../../src/adapters/express.ts'
import type { SeenRequest } from './actions.ts'
import { type AppSurroundings, createApp } from './app.ts'
import { Jar } from './cookies.ts'
import { createExchange, type Lifecycle } from './exchange.ts'
import { handle } from './handler.ts'
import { Masks } from './masks.ts'
import { toOptions } from './options.ts'
import { toErrorText, toJson, toPlain } from './plain.ts'
import type { Program, RequestPlan } from './program.ts'
import { parseReceived } from './received.ts'
import { type Observation, Recorder, type RequestLog, type RequestObservation } from './recorder.ts'
import { secretsOf } from './secrets.ts'
import type { BaseStore, SessionModule } from './session-module.ts'
import { createStore, type ObservedStore } from './stores.ts'
import { VirtualTime } from './virtual-time.ts'

/**
 * Runs a program and answers what was seen. An app that is restarted gets the next of `modules`, over the same store:
 * two of them make a deploy and its roll-back.
 */
export async function runProgram(
  program: Program,
  modules: readonly [SessionModule, ...SessionModule[]],
): Promise<Observation> {
  const run = new Run(program, modules)
  const uninstall = run.time.install()
  // What nobody catches would end the process, and is a thing to compare like others.
  process.setUncaughtExceptionCaptureCallback((error) => run.onUncaught(error))
  try {
    return await run.all()
  } finally {
    process.setUncaughtExceptionCaptureCallback(null)
    uninstall()
  }
}

/** Turns of the event loop in which nothing happens, after which nothing will. */
const idleTurns = { answered: 5, unanswered: 12 }

class Run {
  readonly time = new VirtualTime()
  readonly #program: Program
  readonly #modules: readonly [SessionModule, ...SessionModule[]]
  readonly #recorder = new Recorder()
  readonly #masks: Masks
  readonly #jar: Jar
  readonly #store: ObservedStore
  readonly #plans = new WeakMap<IncomingMessage, RequestPlan>()
  readonly #observations: RequestObservation[] = []
  readonly #made = { count: 0 }
  #starts = 0
  #app: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  #found: BaseStore | undefined

  constructor(program: Program, modules: readonly [SessionModule, ...SessionModule[]]) {
    this.#program = program
    this.#modules = modules
    this.#masks = new Masks(secretsOf(program.options))
    this.#jar = new Jar(program)
    this.#store = createStore(program, {
      module: modules[0],
      time: this.time,
      masks: this.#masks,
      recorder: this.#recorder,
    })
  }

  async all(): Promise<Observation> {
    try {
      this.#start()
    } catch (error) {
      return { startError: toErrorText(error), requests: [] }
    }
    for (const request of this.#program.requests) await this.#send(request)
    return { requests: this.#observations }
  }

  onUncaught(error: unknown): void {
    this.#recorder.saw({ uncaught: toErrorText(error) })
  }

  #start(): void {
    const module = this.#modules[this.#starts++ % this.#modules.length] ?? this.#modules[0]
    const middleware: Middleware = module({
      ...toOptions(this.#program.options, this.time, this.#made),
      ...(this.#store.given && { store: this.#store.given }),
    })
    this.#found = this.#store.given
    this.#app = createApp(this.#program, {
      middleware,
      recorder: this.#recorder,
      planOf: (request) => this.#plans.get(request),
      handler: (request: SeenRequest, response, next) => {
        this.#found ??= request.sessionStore
        const plan = this.#plans.get(request)
        return plan && handle(plan, this.#sceneOf(request, response, next))
      },
    })
  }

  #sceneOf(request: SeenRequest, response: Parameters<AppSurroundings['handler']>[1], next: () => void) {
    return {
      request,
      response,
      next,
      time: this.time,
      masks: this.#masks,
      recorder: this.#recorder,
      meanwhile: (plan: RequestPlan) => this.#send(plan),
    }
  }

  async #send(plan: RequestPlan): Promise<void> {
    this.time.advance(plan.after)
    if (plan.before === 'restart') this.#start()
    if (plan.before === 'disconnect' || plan.before === 'connect') this.#found?.emit(plan.before)
    const log = this.#recorder.begin()
    const exchange = createExchange(plan, this.#jar.header(plan.cookies), {
      onBytes: () => this.#recorder.sentBytes(),
      onError: (error) => this.#recorder.saw({ responseError: toErrorText(error) }),
    })
    this.#plans.set(exchange.request, plan)
    this.#app(exchange.request, exchange.response)
    await this.#settle(exchange, log)
    this.#observations.push(await this.#observe(plan, exchange, log))
    this.#recorder.end()
  }

  async #settle(exchange: Lifecycle, log: RequestLog): Promise<void> {
    let seen = -1
    for (let idle = 0; idle < (exchange.isDone() ? idleTurns.answered : idleTurns.unanswered); idle++) {
      if (seen !== this.#recorder.activity || !this.#recorder.isInnermost(log)) idle = 0
      seen = this.#recorder.activity
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async #observe(plan: RequestPlan, exchange: Lifecycle, log: RequestLog): Promise<RequestObservation> {
    const { response } = exchange
    const outcome = response.writableFinished ? 'answered' : exchange.isDone() ? 'cut off' : 'no answer'
    if (outcome === 'no answer') exchange.abandon()
    const received = parseReceived(exchange.received())
    const cookies = received.headers['set-cookie'] ?? []
    this.#jar.keep(cookies)
    const masked = cookies.map((header) => this.#masks.setCookie(header))
    const dump = await this.#store.dump(this.#found)
    const stored = Object.entries(dump).map(([sid, record]) => [
      this.#masks.sid(sid),
      toPlain(toJson(record)),
    ])
    return {
      outcome,
      received: { ...received, headers: { ...received.headers, ...(masked[0] && { 'set-cookie': masked }) } },
      next: log.next,
      saw: log.saw,
      calls: log.calls,
      isStreamed: log.isStreamed,
      savesWhenSent: log.isStreamed || plan.afterwards.length > 0 ? 0 : log.savesWhenSent,
      stored: Object.fromEntries(stored),
    }
  }
}
