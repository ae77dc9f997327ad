/** The data of a session as JSON text, without its cookie: equal texts, equal data. Throws for what JSON cannot say. */
export function dataText(session: object): string {
  if ('toJSON' in session && typeof session.toJSON === 'function') return textOfConverted(session)
  const { cookie: _, ...data } = session as { cookie?: unknown }
  return JSON.stringify(data)
}

/** What the app's own `toJSON` answers is another object, whose cookie counts as data. */
function textOfConverted(session: object): string {
  const text: string | undefined = JSON.stringify(session, function (this: unknown, key, value) {
    return this === session && key === 'cookie' ? undefined : value
  })
  return String(text)
}
