import type { Rig } from './rig.ts'

/** The channel on which the tabs of the session at `/session` talk; the other one's name ends in `end`. */
export const channelName = `sojourn:3:${new URL('/session', location.href)}:`

/** Says something on both channels, as any script of the origin can; resolves when the client has heard it. */
export async function tell({ idle }: Rig, ...messages: unknown[]): Promise<void> {
  for (const name of [channelName, `${channelName}end`]) {
    const ear = new BroadcastChannel(name)
    const mouth = new BroadcastChannel(name)
    const isHeard = new Promise<void>((resolve) => {
      ear.onmessage = ({ data }) => data?.isLast && resolve()
    })
    for (const message of messages) mouth.postMessage(message)
    // It says nothing new of the stay that these tests have.
    mouth.postMessage({ id: 'stay-1', isLast: true })
    await isHeard
    ear.close()
    mouth.close()
  }
  await idle()
}
