import { testOtherHands } from './support/other-hands.ts'
import { useStage } from './support/stage.ts'

testOtherHands(useStage())
