/** The endpoints below the mount point, by what they do. */
export const routes = {
  /** `GET` peeks at the session without touching it; `DELETE` ends it. */
  session: '/',
  /** `POST` renews the idle timeout. */
  touch: '/touch',
} as const

/** On responses that renewed a stay (`active; max-age=<ms>`) or found none (`none`), where the server announces. */
export const announcementHeader = 'Sojourn-Session'
