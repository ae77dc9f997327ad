export { countingStore, type StoreCall } from './counting-store.ts'
export { type ManualClock, manualClock } from './manual-clock.ts'
export { slowStore } from './slow-store.ts'
export { type StoreCase, type StoreTools, storeCases, unpromised } from './store-suite.ts'
