/** The text with the password of the URL, in every way it can be written, as asterisks. */
export function withoutPassword(text: string, { password }: URL): string {
  if (password === '') return text
  return [password, decoded(password)].reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
