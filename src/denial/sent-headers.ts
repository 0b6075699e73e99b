/** The header of a device's code: that it was sent is told, never the code. */
const oneTimeCode = 'x-amz-mfa'

/** Options of the AWS CLI and parameters of SDKs that become a header of an S3 request, in lower case without separators. */
const headerByOption: ReadonlyMap<string, string> = new Map([
  ['acl', 'x-amz-acl'],
  ['bypassgovernanceretention', 'x-amz-bypass-governance-retention'],
  ['expectedbucketowner', 'x-amz-expected-bucket-owner'],
  ['mfa', oneTimeCode],
  ['requestpayer', 'x-amz-request-payer'],
  ['createsessionmode', 'x-amz-create-session-mode'],
  ['sessionmode', 'x-amz-create-session-mode'],
  ['serversideencryption', 'x-amz-server-side-encryption'],
  ['sse', 'x-amz-server-side-encryption'],
  ['ssecustomeralgorithm', 'x-amz-server-side-encryption-customer-algorithm'],
  ['ssec', 'x-amz-server-side-encryption-customer-algorithm'],
  ['ssekmskeyid', 'x-amz-server-side-encryption-aws-kms-key-id'],
  ['storageclass', 'x-amz-storage-class'],
  ['versionid', 'versionId'],
])

/** What an option without a value stands for: `aws s3 cp --sse` asks for AES256. */
const valueOfBareOption: ReadonlyMap<string, string> = new Map([
  ['bypassgovernanceretention', 'true'],
  ['requestpayer', 'requester'],
  ['sse', 'AES256'],
  ['ssec', 'AES256'],
])

// `--request-payer requester`, `--acl=public-read`, `--sse`.
const cliOption = /(?<![\w-])--([a-z][a-z-]{2,40})(?:[ =]["']?(?!-)([\w:/.+-]{1,300}))?/g
// `RequestPayer='requester'`, `"ServerSideEncryption": "aws:kms"`, `BypassGovernanceRetention=True`.
const sdkParameter = /(?<![\w-])["']?([A-Z][A-Za-z]{2,40})["']?\s{0,3}(?:=|:)\s{0,3}["']?([\w:/.+-]{1,300})/g
// `x-amz-acl: public-read`, as a header or in a signed address.
const rawHeader = /(?<![\w:-])(x-amz-[a-z-]{3,60})["']?\s{0,3}[:=]\s{0,3}["']?([\w:/.+-]{1,300})/gi

const longestRead = 100_000

/**
 * The headers that a command or a piece of code in the text shows to have been sent, by lower-case name, and
 * `versionId`. One that the text shows with different values is left out: it cannot be told which the call sent.
 */
export function sentHeadersOf(text: string): Readonly<Record<string, string>> {
  const read = text.slice(0, longestRead)
  const valuesByHeader = new Map<string, Set<string>>()
  const add = (header: string | undefined, value: string | undefined): void => {
    if (header === undefined || value === undefined) return
    const values = valuesByHeader.get(header) ?? new Set<string>()
    valuesByHeader.set(header, values.add(header === oneTimeCode ? 'sent' : value))
  }
  for (const [, name = '', value] of read.matchAll(cliOption)) {
    const option = name.replaceAll('-', '')
    add(headerByOption.get(option), value ?? valueOfBareOption.get(option))
  }
  for (const [, name = '', value = ''] of read.matchAll(sdkParameter)) {
    const option = name.toLowerCase()
    add(headerByOption.get(option), /^(True|true)$/.test(value) ? 'true' : value)
  }
  for (const [, name = '', value] of read.matchAll(rawHeader)) {
    if (knownHeaders.has(name.toLowerCase())) add(name.toLowerCase(), value)
  }
  return Object.fromEntries(
    [...valuesByHeader].flatMap(([header, values]) => (values.size === 1 ? [[header, [...values][0] ?? '']] : [])),
  )
}

const knownHeaders: ReadonlySet<string> = new Set(headerByOption.values())
