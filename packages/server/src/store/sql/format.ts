/** The format of the tables; a release that changes it counts on. */
const format = 1

/** What the table of the sessions is commented with: it names the format. */
export const tableComment: string = `Sojourn sessions, format ${format}`

/** What is wrong with the tables, as the end of a sentence that begins with the table's name. */
export class TableProblem extends Error {
  override readonly name = 'TableProblem'
  readonly about: 'columns' | 'newer format' | 'connection'

  constructor(message: string, about: TableProblem['about'] = 'columns') {
    super(message)
    this.about = about
  }
}

/** Throws a `TableProblem` where the comment names a format that this release does not know. Another comment says nothing. */
export function readFormat(comment: unknown): void {
  const stored = /^Sojourn sessions, format (\d+)$/.exec(String(comment ?? ''))?.[1]
  if (stored !== undefined && Number(stored) > format)
    throw new TableProblem(
      `has format ${stored}, and this release knows formats up to ${format}`,
      'newer format',
    )
}
