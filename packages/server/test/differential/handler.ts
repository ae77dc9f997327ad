import { perform, type Scene } from './actions.ts'
import { answer } from './answers.ts'
import type { RequestPlan } from './program.ts'

/** Does what the plan of the request says. Stays synchronous where no action has to be waited for. */
export function handle(plan: RequestPlan, scene: Scene): void | Promise<void> {
  const finish = (): void | Promise<void> => {
    const answered = answer(plan.answer, scene)
    const afterwards = (): void | Promise<void> => perform(plan.afterwards, scene)
    return answered ? answered.then(afterwards) : afterwards()
  }
  const before = perform(plan.actions, scene)
  return before ? before.then(finish) : finish()
}
