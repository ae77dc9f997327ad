import { revocationMemory, revoked } from '../revocation.ts'
import type { NewRecord, SessionRecord, StoredSession } from '../store.ts'
import type { RedisConnection } from './client.ts'
import { isFull } from './problems.ts'
import { toRecord, toSubjectField } from './record-text.ts'
import { toPairs, toText, toTexts } from './reply.ts'
import type { ScriptRunner } from './script-runner.ts'
import { revocationField } from './scripts.ts'
import { fromMember, subjectKey, toMember } from './text.ts'

/**
 * Which sessions a subject has, in a hash of its own: the keys of the sessions, and when all of them were ended. A session is
 * entered before it is stored, so that there is none that could not be found; what is entered may be missing.
 */
export class SubjectIndex {
  readonly #connection: RedisConnection
  readonly #scripts: ScriptRunner
  readonly #prefix: string

  constructor(connection: RedisConnection, scripts: ScriptRunner, prefix: string) {
    this.#connection = connection
    this.#scripts = scripts
    this.#prefix = prefix
  }

  /**
   * Enters a session. Throws `session-revoked` where all sessions of the subject were ended since this one began.
   * `isSubjects`: it has the subject already, and lasts longer than it did.
   */
  async enter(
    key: string,
    subject: string,
    { createdAt, id, endsAt }: NewRecord,
    now: number,
    isSubjects: boolean,
  ): Promise<void> {
    // An entry is of use as long as a request may last, even where the session ends at once.
    const ttl = endsAt === null ? '' : Math.ceil(Math.max(endsAt - now, 0) + revocationMemory)
    const args = [toMember(key), isSubjects ? Number.MAX_VALUE : createdAt, id, now, ttl]
    const isEntered = await this.#scripts.run('enter', this.#keyOf(subject), args)
    if (Number(isEntered) === 0) throw revoked()
  }

  /** For a session that is gone, or somebody else's by now. A leftover does no harm: it is passed over, and removed some time. */
  async remove(key: string, subject: string): Promise<void> {
    const index = this.#keyOf(subject)
    await Promise.resolve(this.#connection.send(index, ['HDEL', index, toMember(key)])).catch(() => {})
  }

  async list(subject: string, now: number): Promise<StoredSession[]> {
    const index = this.#keyOf(subject)
    const pairs = toPairs(await this.#connection.send(index, ['HGETALL', index]))
    const entries = pairs.filter(([member]) => member !== revocationField)
    const found = await Promise.all(entries.map(([member]) => this.#read(member)))
    const live: StoredSession[] = []
    const leftovers: string[] = []
    for (const [position, [member, enteredAt]] of entries.entries()) {
      const record = found[position]
      if (record !== undefined && record.expiresAt > now) {
        if (record.subject === subject) live.push({ key: fromMember(member), record })
      } else if (Number(enteredAt) < now - revocationMemory) leftovers.push(member)
    }
    // What was entered lately may be stored only now.
    if (leftovers.length > 0) await this.#connection.send(index, ['HDEL', index, ...leftovers])
    return live.sort((one, other) => one.record.createdAt - other.record.createdAt)
  }

  /** Ends all sessions of the subject but one, those too that are under way; answers the ids of those that there were. */
  async endAll(subject: string, exceptKey: string | undefined, now: number): Promise<string[]> {
    const index = this.#keyOf(subject)
    const exceptMember = exceptKey === undefined ? undefined : toMember(exceptKey)
    const spared = exceptMember === undefined ? undefined : await this.#read(exceptMember)
    const isSpared = spared !== undefined && spared.subject === subject && spared.expiresAt > now
    const note = (): Promise<unknown> =>
      this.#scripts.run('endAll', index, [now, isSpared ? `=${spared.id}` : '', revocationMemory])
    const ended: string[] = []
    const end = async (members: readonly string[]): Promise<void> => {
      const others = members.filter((member) => member !== revocationField && member !== exceptMember)
      ended.push(...(await this.#revoke(others, subject, now)))
    }
    try {
      await end(toTexts(await note()))
    } catch (error) {
      if (!isFull(error)) throw error
      // A full memory takes no note; but people can be signed out, and that makes room for it.
      await end(toTexts(await this.#connection.send(index, ['HKEYS', index]))).catch(() => {})
      await end(toTexts(await note()))
    }
    return ended
  }

  /** Ends those of the sessions that are the subject's, and refuses those that are under way; answers the ids of the first. */
  async #revoke(members: readonly string[], subject: string, now: number): Promise<string[]> {
    const args = ['revoke', now, toSubjectField(subject), revocationMemory]
    const replies = await Promise.all(
      members.map((member) => this.#scripts.run('revoke', this.#prefix + member, args)),
    )
    const texts = replies.map(toTexts)
    // Other entries may be of sign-ins that are only now on their way.
    const gone = members.filter((_, position) => texts[position]?.[0] === 'written')
    if (gone.length > 0) {
      const index = this.#keyOf(subject)
      await this.#connection.send(index, ['HDEL', index, ...gone])
    }
    return texts.flatMap(([status, id]) => (status === 'written' && id !== undefined ? [id] : []))
  }

  async #read(member: string): Promise<SessionRecord | undefined> {
    const key = this.#prefix + member
    return toRecord(toText(await this.#connection.send(key, ['GET', key])))
  }

  #keyOf(subject: string): string {
    return subjectKey(this.#prefix, subject)
  }
}
