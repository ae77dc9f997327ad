/** The data of a session as JSON text, without its cookie: equal texts, equal data. Throws for what JSON cannot say. */
export function dataText(session: object): string {
  if ('toJSON' in session && typeof session.toJSON === 'function') return textOfConverted(session)
  const { cookie: _, ...data } = session as { cookie?: unknown }
  return JSON.stringify(data)
}

/** The same data as they are: values that JSON does not know stay what they are. An app's own `toJSON` has made JSON of them. */
export function dataOf(session: object): Record<string, unknown> {
  if ('toJSON' in session && typeof session.toJSON === 'function') {
    return Object(JSON.parse(textOfConverted(session)))
  }
  const { cookie: _, ...data } = session as { cookie?: unknown }
  return data
}

/** What the app's own `toJSON` answers is another object, whose cookie counts as data. */
function textOfConverted(session: object): string {
  const text: string | undefined = JSON.stringify(session, function (this: unknown, key, value) {
    return this === session && key === 'cookie' ? undefined : value
  })
  return String(text)
}
