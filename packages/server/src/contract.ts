export {
  type ActiveView,
  announcementHeader,
  type NoneReason,
  type NoneView,
  type Problem,
  type ProblemCode,
  problemMediaType,
  routes,
  type SessionView,
} from '@sojourn/contract'
