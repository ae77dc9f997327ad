import type { SessionCarrier } from '../core/carrier/carrier.ts'
import type { Policy } from '../core/options/policy.ts'

/** What sessions are made of. A class, so that what takes the place of a store can hand it over by a public interface. */
export class Prepared {
  readonly policy: Policy
  readonly carrier: SessionCarrier

  constructor(policy: Policy, carrier: SessionCarrier) {
    this.policy = policy
    this.carrier = carrier
  }
}
