export {
  type ActiveView,
  announcementHeader,
  markerSuffix,
  type NoneReason,
  type NoneView,
  type Problem,
  type ProblemCode,
  problemMediaType,
  routes,
  type SessionView,
} from '@sojourn/contract'
export { problemSchema, viewSchema } from '@sojourn/contract/schemas'
