// Begins a cause: writes its file, its test and its two pages from templates, and says what is left to do.
// npm run new:cause -- NAME FAMILY    FAMILY is a digit (the next free code of it is taken) or a code
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const [name = '', family = ''] = process.argv.slice(2)

const families = `  1 evidence and the request   2 identity-based policy   3 resource-based policy   4 permissions boundary
  5 session policy             6 SCP                     7 RCP                     8 VPC endpoint policy
  9 outside policy documents
`

if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name) || !/^(?:[1-9]|UD[1-9]\d\d)$/.test(family)) {
  stop(`usage: npm run new:cause -- NAME FAMILY

NAME finishes "denied because of" and states the fact: bucket-arn-for-object-action.
FAMILY is a digit, and the next free code of it is taken, or a code:
${families}`)
}

const code = family.startsWith('UD') ? family : nextFree(family)
const owner = usedCodes().get(code)
if (owner !== undefined) stop(`new-cause: ${code} is the code of ${owner}.\n`)

const files = {
  [`src/causes/${name}.ts`]: source(),
  [`src/causes/${name}.test.ts`]: test(),
  [`docs/causes/${name}.md`]: page(),
  [`docs/causes/ko/${name}.md`]: koreanPage(),
}
const existing = Object.keys(files).find((path) => existsSync(path))
if (existing !== undefined) stop(`new-cause: ${existing} exists already.\n`)
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  process.stdout.write(`wrote ${path}\n`)
}
process.stdout.write(`
Left to do for ${code} ${name}:
  1  src/causes/${name}.ts: what find proves, the edits, the words in both languages
  2  src/causes/index.ts: import ${camel(name)} and list it by its code
  3  src/causes/${name}.test.ts: it fires, it is silent for each near neighbour, its first edit is verified
  4  both pages: the example, and every line in capitals; then
     UPDATE_DOCS=1 npx vitest run test/docs.test.ts   writes the output of the example
  5  CHANGELOG.md: one line with a star, before and after
  6  npx vitest run src/causes test/docs.test.ts test/catalogue.test.ts
`)

function stop(text) {
  process.stderr.write(text)
  process.exit(2)
}

/** Names by the code that they use; every source file of a cause states its own. */
function usedCodes() {
  const used = new Map()
  for (const file of readdirSync('src/causes').filter((file) => /(?<!\.test)\.ts$/.test(file))) {
    const found = /^ {2}code: '(UD\d{3})'/m.exec(readFileSync(`src/causes/${file}`, 'utf8'))
    if (found !== null) used.set(found[1], file.slice(0, -3))
  }
  return used
}

function nextFree(digit) {
  const used = [...usedCodes().keys()].filter((other) => other[2] === digit).map((other) => Number(other.slice(2)))
  const next = Math.max(Number(digit) * 100, ...used) + 1
  if (next > Number(digit) * 100 + 99) stop(`new-cause: family ${digit} has no code after its last one; give a code.\n`)
  return `UD${next}`
}

function camel(text) {
  return text.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
}

function source() {
  const type = camel(`-${name}`)
  return `import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf, withinOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface ${type} extends Evidence {
  readonly place: Place
  readonly action: string
  readonly listed: string
  readonly policy: PolicyLabel
}

/** SAY THE FACT IN ONE SENTENCE. */
export const ${camel(name)}: Cause = defineCause<${type}>({
  code: '${code}',
  name: '${name}',
  since: '0.1.0',
  layers: ['identity'],
  specificity: 3,

  // Proved, or silent: this example takes an Allow that only its Action keeps from applying.
  find: (input) =>
    nearAllows(input, (m) => m.kind === 'actionNotListed').flatMap((near) => {
      const [listed] = near.statement.action.values
      if (listed === undefined) return []
      const place = placeOf(near.trace, withinOf(near, 'Action', listed))
      const { action } = input.authorization.request
      return [{ layer: near.layer, place, action, listed, policy: labelOf(near.stored) }]
    }),

  // The smallest first.
  edits: ({ layer }, input) => grantEdits(input, layer),

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: \`\${statementOf.en(e.place.at, e.policy)} HEADLINE.\`,
      why: \`The statement lists \${code(e.listed)}. The request was for \${code(e.action)}.\`,
    }),
    ko: (e) => ({
      headline: \`\${statementOf.ko(e.place.at, e.policy)} HEADLINE.\`,
      why: \`문에 적힌 값은 \${code(e.listed)}이고, 요청한 작업은 \${code(e.action)}입니다.\`,
    }),
  },

  suspicion: {
    en: () => 'WHAT IS TRUE IF THIS IS THE CAUSE.',
    ko: () => 'WHAT IS TRUE IF THIS IS THE CAUSE.',
  },
})
`
}

function test() {
  return `import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  type Entities,
  evidenceOf,
  explain,
  firstFix,
  iam,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = '${name}'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'

function getObject(entities: Entities): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where WHAT IS TRUE', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObjectAcl', q1)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ action: 's3:GetObject' }])
  })

  it('CHANGES THE LEAST', () => {
    expect(firstFix(getObject({ mina: policy(allow('s3:GetObjectAcl', q1)) }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'identity:user/mina' }],
    })
  })

  it.each([
    ['a Deny', deny('s3:GetObjectAcl', q1)],
    ['EACH NEAR NEIGHBOUR: same prefix, other service, two mismatches at once', allow('s3:GetObject', q1)],
  ])('is silent for %s', (_, statement) => {
    expect(told(getObject({ mina: policy(statement) }))).not.toContain(name)
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObjectAcl', q1)), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
`
}

function example(option) {
  return `\`denial.txt\`

\`\`\`text
An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:iam::111122223333:user/mina is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::smoke-reports/q1.csv" because no identity-based policy allows the s3:GetObject action
\`\`\`

\`snapshot/111122223333/global/iam/GetAccountAuthorizationDetails.json\`

\`\`\`json
{
  "UserDetailList": [{
    "UserName": "mina",
    "UserId": "AIDAEXAMPLEMINAXXXXX1",
    "Arn": "arn:aws:iam::111122223333:user/mina",
    "UserPolicyList": []
  }]
}
\`\`\`

\`snapshot/111122223333/global/organizations/DescribeOrganization.json\`

\`\`\`json
{ "error": { "code": "AWSOrganizationsNotInUseException" } }
\`\`\`

\`\`\`console
$ undeny explain denial.txt --snapshot snapshot${option}
\`\`\``
}

function page() {
  return `# ${code} ${name}

SAY THE FACT IN ONE SENTENCE.

## Example

${example('')}

## Why AWS denies it

THE RULE OF AWS IN PLAIN WORDS.

## How to fix it

- THE SMALLEST CHANGE, AND WHO CAN MAKE IT.

## Not this cause when

- [\`identity-no-allow\`](identity-no-allow.md): HOW THE NEIGHBOUR DIFFERS.

## Sources

- [TITLE OF THE PAGE](https://docs.aws.amazon.com/)
`
}

function koreanPage() {
  return `# ${code} ${name}

SAY THE FACT IN ONE SENTENCE.

## 예제

${example(' --lang ko')}

## AWS가 거부하는 이유

THE RULE OF AWS IN PLAIN WORDS.

## 해결 방법

- THE SMALLEST CHANGE, AND WHO CAN MAKE IT.

## 이 원인이 아닌 경우

- [\`identity-no-allow\`](identity-no-allow.md): HOW THE NEIGHBOUR DIFFERS.

## 출처

- [TITLE OF THE PAGE](https://docs.aws.amazon.com/)
`
}
