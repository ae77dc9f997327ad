import { testReason } from './support/reason.ts'
import { useStage } from './support/stage.ts'

testReason(useStage())
