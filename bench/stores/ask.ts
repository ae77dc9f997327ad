import { Agent, get } from 'node:http'

const agent = new Agent({ keepAlive: true, maxSockets: 128 })

export interface Answer {
  readonly text: string
  readonly cookies: readonly string[]
}

/** Asks a server of this machine. Rejects when it answers anything but 200. */
export function ask(port: number, path: string, cookie?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = cookie === undefined ? {} : { cookie }
    get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve({ text, cookies: response.headers['set-cookie'] ?? [] })
        else reject(new Error(`${path} was answered with ${response.statusCode}: ${text}`))
      })
    }).on('error', reject)
  })
}

/** What a browser sends next, which had no other cookie before. */
export function cookieOf({ cookies }: Answer): string | undefined {
  return cookies.length === 0 ? undefined : cookies.map((cookie) => cookie.split(';')[0]).join('; ')
}
