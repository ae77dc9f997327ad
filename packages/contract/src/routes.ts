/** The paths of the endpoints, relative to where they are mounted. */
export const routes = {
  /** `GET` reads the session without touching it; `DELETE` ends it. */
  session: '/',
  /** `POST` renews the idle timeout. */
  touch: '/touch',
} as const

/**
 * The header by which a server with the option `announce` tells that a response began or renewed a session
 * (`active; id=<id>; max-age=<milliseconds>`) or found none (`none`). Characters of the id that a header cannot hold are
 * percent-encoded; ids that the server makes have none.
 */
export const announcementHeader = 'Sojourn-Session'

/**
 * The end of the marker cookie's name, after the name of the session cookie. With the option `announce: true` the server sets
 * and clears it together with the session cookie. Scripts may read it: its value is the session's `id`, which is no credential.
 */
export const markerSuffix = '-stay'
