/** The endpoints below the mount point, by what they do. */
export const routes = {
  /** `GET` peeks at the session without touching it; `DELETE` ends it. */
  session: '/',
  /** `POST` renews the idle timeout. */
  touch: '/touch',
} as const

/**
 * On responses that began or renewed a stay (`active; id=<its id>; max-age=<ms>`) or found none (`none`), where the server
 * announces. What cannot stand in a header is percent-encoded in the id; ids that the server makes have nothing of the kind.
 */
export const announcementHeader = 'Sojourn-Session'

/**
 * What the name of the marker cookie has after that of the session cookie. Scripts may read it: its value is the stay's
 * `id`, so that they hear of each change of session.
 */
export const markerSuffix = '-stay'
