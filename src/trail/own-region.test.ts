import { expect, it } from 'vitest'
import { ownRegion } from './own-region.ts'

it.each([
  [{}, null],
  [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' }, 'eu-west-1'],
  [{ AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: '' }, null],
])('the Region of the environment %j is %s', (env, region) => {
  expect(ownRegion(env)).toBe(region)
})
