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
 * What the name of the session cookie is followed by in that of the marker: a cookie that scripts may read, set and cleared
 * with the session's where the server announces by cookie too. Its value is the stay's id, as in the header; no credential.
 */
export const markerSuffix = '-stay'
