import { describe, expect, it } from 'vitest'
import { cleanText } from './clean.ts'

const codeStart = String.fromCharCode(27)
const bell = String.fromCharCode(7)

describe('cleaned text', () => {
  it('has no terminal codes, not even those that lost their escape character', () => {
    expect(cleanText(`${codeStart}[31;1mError${codeStart}[0m ${codeStart}]0;title${bell}here [33mnow[0m`)).toBe(
      'Error here now',
    )
  })

  it('has no control, zero-width or direction characters', () => {
    expect(cleanText('a\u0000b\u200bc\u202ed\u00a0e\r\nf')).toBe('abcd e\nf')
  })

  it('has JSON in JSON taken out of its escapes', () => {
    expect(cleanText('{\\"m\\":\\"on resource: \\\\\\"arn\\\\\\" x\\\\n\\tstatus\\"}')).toBe(
      '{"m":"on resource: "arn" x\n status"}',
    )
  })

  it('has Markdown taken off but keeps asterisks that belong to a value', () => {
    expect(
      cleanText('**Error:** `s3:Get*` on team\\_data with a *service control policy* for arn:aws:s3:::b/** and ***'),
    ).toBe('Error: s3:Get* on team_data with a service control policy for arn:aws:s3:::b/** and ***')
  })

  it('has a line in bold taken for its words, with the wildcard at its end', () => {
    expect(cleanText('**denied on arn:aws:s3:::b/***')).toBe('denied on arn:aws:s3:::b/*')
  })

  it('has gutters taken off', () => {
    expect(cleanText('╷\n│ Error: x\n│   y │\n╵\n> quoted\n>> twice')).toBe('\nError: x\ny \n\nquoted\ntwice')
  })

  it('keeps placeholders that look like tags', () => {
    expect(cleanText('<br>User: <role> &quot;a&quot;')).toBe('\nUser: <role> "a"')
  })
})

describe('wrapped lines', () => {
  it('join where an ARN, an action or a word of the sentence is cut', () => {
    const text = `User: arn:aws:iam::1111
22223333:user/mona is not autho
rized to perform: iam:PutRolePo
licy on resource: arn:aws:iam::111122223333:role/
app with an explicit deny`
    expect(cleanText(text)).toBe(
      'User: arn:aws:iam::111122223333:user/mona is not authorized to perform: iam:PutRolePolicy on resource: arn:aws:iam::111122223333:role/app with an explicit deny',
    )
  })

  it('stay where the next line starts something else', () => {
    const text = `on resource: arn:aws:s3:::ledger
status code: 403
arn:aws:iam::111122223333:policy/P
Encoded authorization failure message: x
arn:aws:iam::111122223333:role/app
2026-03-04 10:00:00 next`
    expect(cleanText(text)).toBe(text)
  })

  it('join inside the cells of a table of SAM', () => {
    const text = `----------------------------------------------------------------------
ResourceStatus      LogicalResourceId      ResourceStatusReason        
----------------------------------------------------------------------
CREATE_FAILED       AVeryLongResource      User: arn:aws:iam::11112222 
                    Name                   3333:user/mona is not       
                                           authorized to perform: iam: 
                                           CreateRole                  
----------------------------------------------------------------------`
    expect(cleanText(text)).toContain(
      'User: arn:aws:iam::111122223333:user/mona is not\nauthorized to perform: iam:CreateRole',
    )
  })

  it('join inside the cells of a drawn table', () => {
    const text = '| Role | not authorized to per- |\n|      | form: iam:Get |\n|      | Role |'
    expect(cleanText(text)).toContain('Role\nnot authorized to per-\nform: iam:Get\nRole')
  })
})
