// What a page of the guide's apps does, step by step, as the test says.
import { createSessionClient } from '@sojourn/client'

export type Step = 'signIn' | 'touch' | 'end'

declare global {
  /** Answers what came of a step: the state's status, or the code of an error. */
  function attempt(step: Step, base: string): Promise<string>
}

globalThis.attempt = async (step, base) => {
  const session = createSessionClient({ url: `${base}/session` })
  try {
    if (step === 'signIn') await fetch(`${base}/login`, { method: 'POST' })
    const { status } = await session[step === 'signIn' ? 'signedIn' : step]()
    return status
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    session.dispose()
  }
}
