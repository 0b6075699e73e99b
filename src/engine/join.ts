import type { Situation } from './applicability.ts'
import { allOf, anyOf, not } from './match.ts'
import type { NamedMatch } from './principal-match.ts'
import type { Grantor, Match, Naming } from './trace.ts'

/** What the resource's side grants, by what the grant overrides. */
export interface SideGrants {
  /** Overrides implicit denies of identity policies, boundary and session policies. */
  readonly direct: Match
  /** Overrides those of identity policies only. */
  readonly role: Match
  /** Overrides none: leaves it to the account's own policies. */
  readonly account: Match
}

/** Everything that can grant or withhold, as far as it is known. */
export interface Sides {
  readonly identity: Match
  /** The identity policies on the bucket behind an access point; elsewhere the same as `identity`. */
  readonly bucketIdentity: Match
  readonly boundary: Match
  readonly session: Match
  readonly resource: SideGrants
  /** Whether the resource policy itself grants, leaving ACLs aside. */
  readonly resourcePolicy: Match
  /** Null where the request uses no access point. */
  readonly accessPoint: SideGrants | null
}

/** Layers whose missing Allow can be made good by another layer. */
export type GrantLayer = 'identity' | 'resource' | 'boundary' | 'session' | 'accessPoint'

/** What a situation makes of the sides. */
export interface Outcome {
  readonly granted: Match
  /** Layers whose missing Allow stands in the way. */
  readonly withheldBy: Readonly<Partial<Record<GrantLayer, Match>>>
  readonly grantors: Readonly<Partial<Record<Grantor, Match>>>
}

// AWS: which implicit denies a resource-based Allow overrides depends on how it names the principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
const overrides: Readonly<Record<Naming, keyof SideGrants>> = {
  user: 'direct',
  session: 'direct',
  federatedUser: 'direct',
  anyone: 'direct',
  anyoneWithPrincipalArn: 'direct',
  service: 'direct',
  federated: 'direct',
  role: 'role',
  federatingUser: 'role',
  account: 'account',
  // UNSURE: a canonical user id stands for an account and leaves the rest to it.
  canonicalUser: 'account',
}

/** The grants of a resource policy, sorted by what they override. */
export function sideGrants(grants: readonly NamedMatch[]): SideGrants {
  const by = (group: keyof SideGrants): Match =>
    anyOf(...grants.filter(({ naming }) => overrides[naming] === group).map(({ match }) => match))
  return { direct: by('direct'), role: by('role'), account: by('account') }
}

/** Whether the sides grant the request, situation by situation. */
export const outcomeIn: Readonly<Record<Situation, (sides: Sides) => Outcome>> = {
  rootAtHome: (sides) => ({
    granted: 'yes',
    withheldBy: {},
    grantors: { root: 'yes', resource: anyGrant(sides.resource) },
  }),

  resourceSideAlone: ({ resource, accessPoint }) => ({
    granted: allOf(anyGrant(resource), accessPointGrant(accessPoint)),
    withheldBy: { resource: not(anyGrant(resource)), accessPoint: not(accessPointGrant(accessPoint)) },
    grantors: { resource: anyGrant(resource) },
  }),

  // AWS: across accounts both sides must allow, and the caller's boundary and session policies limit its side.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
  crossAccount: ({ identity, boundary, session, resource, accessPoint }) => ({
    granted: allOf(identity, boundary, session, anyGrant(resource), accessPointGrant(accessPoint)),
    withheldBy: {
      identity: not(identity),
      boundary: not(boundary),
      session: not(session),
      resource: not(anyGrant(resource)),
      accessPoint: not(accessPointGrant(accessPoint)),
    },
    grantors: { identity, resource: anyGrant(resource) },
  }),

  sameAccount: (sides) => (sides.accessPoint === null ? atHome(sides) : throughAccessPoint(sides, sides.accessPoint)),

  // AWS: trust policies and key policies must allow; where they name the account, identity policies decide.
  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
  sameAccountExplicit: (sides) => {
    const { identity, resource } = sides
    const { granted, withheldBy, grantors } = atHome({ ...sides, identity: allOf(identity, resource.account) })
    const named = anyOf(resource.direct, resource.role)
    return {
      granted,
      withheldBy: { ...withheldBy, identity: allOf(not(identity), not(named)), resource: not(anyGrant(resource)) },
      grantors: { ...grantors, resource: anyGrant(resource) },
    }
  },
}

function atHome({ identity, boundary, session, resource }: Sides): Outcome {
  const limits = allOf(boundary, session)
  const throughRole = allOf(resource.role, limits)
  const throughIdentity = allOf(identity, limits)
  return {
    granted: anyOf(resource.direct, throughRole, throughIdentity),
    withheldBy: {
      identity: allOf(not(identity), not(anyOf(resource.direct, resource.role))),
      boundary: allOf(not(boundary), not(resource.direct)),
      session: allOf(not(session), not(resource.direct)),
    },
    grantors: {
      identity: throughIdentity,
      resource: anyOf(resource.direct, throughRole, allOf(resource.account, throughIdentity)),
    },
  }
}

// AWS: an access point's policy is effective only if the bucket permits the same; each side can be met by the caller's
// identity policies.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
function throughAccessPoint(sides: Sides, accessPoint: SideGrants): Outcome {
  const { identity, bucketIdentity, boundary, session, resource } = sides
  const point = atHome({ ...sides, resource: accessPoint })
  const bucket = atHome({ ...sides, identity: bucketIdentity })
  const [pointNamed, bucketNamed] = [accessPoint, resource].map(({ direct, role }) => anyOf(direct, role))
  const isDirect = allOf(accessPoint.direct, resource.direct)
  const [pointMet, bucketMet] = [anyOf(pointNamed ?? 'no', identity), anyOf(bucketNamed ?? 'no', bucketIdentity)]
  return {
    granted: allOf(point.granted, bucket.granted),
    withheldBy: {
      identity: allOf(not(pointMet), not(bucketNamed ?? 'no')),
      boundary: allOf(not(boundary), not(isDirect)),
      session: allOf(not(session), not(isDirect)),
      resource: allOf(not(bucketMet), pointMet),
      accessPoint: allOf(not(pointMet), bucketMet),
    },
    grantors: {
      identity: anyOf(point.grantors.identity ?? 'no', bucket.grantors.identity ?? 'no'),
      resource: anyOf(bucketNamed ?? 'no', pointNamed ?? 'no'),
    },
  }
}

/** Whether the side grants in any way. */
export function anyGrant({ direct, role, account }: SideGrants): Match {
  return anyOf(direct, role, account)
}

function accessPointGrant(accessPoint: SideGrants | null): Match {
  return accessPoint === null ? 'yes' : anyGrant(accessPoint)
}
