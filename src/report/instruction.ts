import type { Language } from '../causes/cause.ts'
import { code, codes, entityName, policyName, statementOf } from '../causes/words.ts'
import type { Edit } from '../fixes/edit.ts'
import type { RenderedEdit } from '../fixes/fix.ts'
import type { StatementRef } from '../fixes/statement-ref.ts'
import { requestInstruction } from './request-instruction.ts'
import { noChangeInstruction, settingInstruction } from './setting-instruction.ts'

/** What to do for one edit, in one sentence that begins with a verb; worded here once per kind of edit. */
export const instruction: Readonly<Record<Language, (rendered: RenderedEdit) => string>> = {
  en: (rendered) => english(rendered.edit, nameOf(rendered)),
  ko: (rendered) => korean(rendered.edit, nameOf(rendered)),
}

type Named = Readonly<Record<Language, { readonly policy: string; readonly statement: (at: StatementRef) => string }>>

function nameOf({ target, policyName: name }: RenderedEdit): Named {
  const label = { target, name, awsManaged: false }
  return {
    en: { policy: policyName.en(label), statement: (at) => statementOf.en(at, label) },
    ko: { policy: policyName.ko(label), statement: (at) => statementOf.ko(at, label) },
  }
}

function english(edit: Edit, name: Named): string {
  const { policy, statement } = name.en
  switch (edit.kind) {
    case 'addStatement':
      return edit.to.kind === 'new'
        ? `Create ${policy} with a statement that allows ${allowed(edit.statement, 'en')}${edit.to.isManaged === true ? `, and attach it to ${entityName.en(edit.to.target)}` : ''}.`
        : `Add a statement to ${policy} that allows ${allowed(edit.statement, 'en')}.`
    case 'addResource':
      return `Add ${code(edit.resource)} to ${code('Resource')} in ${lower(statement(edit.at))}.`
    case 'replaceResource':
      return `Replace ${code(edit.from)} by ${code(edit.resource)} in ${code('Resource')} of ${lower(statement(edit.at))}.`
    case 'addAction':
      return `Add ${code(edit.action)} to ${code('Action')} in ${lower(statement(edit.at))}.`
    case 'addNotAction':
      return `Add ${code(edit.action)} to ${code('NotAction')} in ${lower(statement(edit.at))}.`
    case 'replaceAction':
      return `Replace ${code(edit.from)} by ${code(edit.action)} in ${code('Action')} of ${lower(statement(edit.at))}.`
    case 'removeAction':
      return `Remove ${code(edit.action)} from ${code('Action')} in ${lower(statement(edit.at))}.`
    case 'addPrincipal':
      return `Add ${code(edit.principal)} to the principals of ${lower(statement(edit.at))}.`
    case 'replacePrincipal':
      return `Replace ${code(edit.from)} by ${code(edit.principal)} in the principals of ${lower(statement(edit.at))}.`
    case 'removePrincipal':
      return `Remove ${code(edit.principal)} from the principals of ${lower(statement(edit.at))}.`
    case 'removeStatement':
      return `Remove ${lower(statement(edit.at))}.`
    case 'exceptPrincipal':
      return `Exempt ${code(edit.principal)} from ${lower(statement(edit.at))} by a condition on ${code('aws:PrincipalArn')}.`
    case 'exceptPrincipalForAction':
      return `Split ${lower(statement(edit.at))}: deny its other actions as before, and ${code(edit.action)} to everyone but ${code(edit.principal)}.`
    case 'exceptResource':
      return `Exempt ${code(edit.resource)} from ${lower(statement(edit.at))} by ${code('NotResource')}.`
    case 'addConditionValue':
      return `Add ${code(edit.value)} to ${code(edit.operator)} on ${code(edit.key)} in ${lower(statement(edit.at))}.`
    case 'exceptForwardedCalls':
      return `Add the condition ${code('Bool')} ${code('aws:ViaAWSService')} ${code('false')} to ${lower(statement(edit.at))}, so that calls made by an AWS service are not denied.`
    case 'setVersion':
      return `Set ${code('Version')} of ${policy} to ${code('2012-10-17')}.`
    case 'changeRequest':
      return requestInstruction.en(edit.key, edit.values)
    case 'changeSetting':
      return settingInstruction.en(edit.setting)
    case 'noChange':
      return noChangeInstruction.en(edit.reason, edit.subject)
  }
}

function korean(edit: Edit, name: Named): string {
  const { policy, statement } = name.ko
  switch (edit.kind) {
    case 'addStatement':
      return edit.to.kind === 'new'
        ? `${allowed(edit.statement, 'ko')} 허용하는 문으로 ${policy}을 ${edit.to.isManaged === true ? `만들어 ${entityName.ko(edit.to.target)}에 연결하세요` : '만드세요'}.`
        : `${policy}에 ${allowed(edit.statement, 'ko')} 허용하는 문을 추가하세요.`
    case 'addResource':
      return `${statement(edit.at)}의 ${code('Resource')} 요소에 ${code(edit.resource)} 값을 추가하세요.`
    case 'replaceResource':
      return `${statement(edit.at)}의 ${code('Resource')} 요소에서 ${code(edit.from)} 값을 ${code(edit.resource)} 값으로 바꾸세요.`
    case 'addAction':
      return `${statement(edit.at)}의 ${code('Action')} 요소에 ${code(edit.action)} 작업을 추가하세요.`
    case 'addNotAction':
      return `${statement(edit.at)}의 ${code('NotAction')} 요소에 ${code(edit.action)} 작업을 추가하세요.`
    case 'replaceAction':
      return `${statement(edit.at)}의 ${code('Action')} 요소에서 ${code(edit.from)} 값을 ${code(edit.action)} 작업으로 바꾸세요.`
    case 'removeAction':
      return `${statement(edit.at)}의 ${code('Action')} 요소에서 ${code(edit.action)} 작업을 빼세요.`
    case 'addPrincipal':
      return `${statement(edit.at)}의 보안 주체에 ${code(edit.principal)} 값을 추가하세요.`
    case 'replacePrincipal':
      return `${statement(edit.at)}의 보안 주체에서 ${code(edit.from)} 값을 ${code(edit.principal)} 값으로 바꾸세요.`
    case 'removePrincipal':
      return `${statement(edit.at)}의 보안 주체에서 ${code(edit.principal)} 값을 빼세요.`
    case 'removeStatement':
      return `${statement(edit.at)}을 삭제하세요.`
    case 'exceptPrincipal':
      return `${statement(edit.at)}에 ${code('aws:PrincipalArn')} 조건을 넣어 ${code(edit.principal)} 보안 주체를 제외하세요.`
    case 'exceptPrincipalForAction':
      return `${statement(edit.at)}을 둘로 나누어 다른 작업은 전과 같이 거부하고, ${code(edit.action)} 작업은 ${code(edit.principal)} 보안 주체를 뺀 모두에게 거부하세요.`
    case 'exceptResource':
      return `${statement(edit.at)}에서 ${code('NotResource')} 요소로 ${code(edit.resource)} 리소스를 제외하세요.`
    case 'addConditionValue':
      return `${statement(edit.at)}의 ${code(edit.key)} 키에 대한 ${code(edit.operator)} 조건에 ${code(edit.value)} 값을 추가하세요.`
    case 'exceptForwardedCalls':
      return `${statement(edit.at)}에 ${code('Bool')} ${code('aws:ViaAWSService')} ${code('false')} 조건을 추가하여 AWS 서비스가 대신하는 호출을 제외하세요.`
    case 'setVersion':
      return `${policy}의 ${code('Version')} 값을 ${code('2012-10-17')} 값으로 정하세요.`
    case 'changeRequest':
      return requestInstruction.ko(edit.key, edit.values)
    case 'changeSetting':
      return settingInstruction.ko(edit.setting)
    case 'noChange':
      return noChangeInstruction.ko(edit.reason, edit.subject)
  }
}

/** `Statement 2 of …` within a sentence. */
function lower(name: string): string {
  return name.startsWith('Statement') ? `s${name.slice(1)}` : name
}

/** What a statement allows: whom, where it names a principal, its action, and the resource where it is not the document's own. */
function allowed(statement: Readonly<Record<string, unknown>>, language: Language): string {
  const { Action, Resource, Principal } = statement
  const principal = principalIn(Principal)
  const action = code(text(Action))
  const isOwn = Resource === undefined || (principal !== null && Resource === '*')
  const resource = isOwn ? null : codes([Resource].flat().map(String), language)
  if (language === 'en') {
    const on = resource === null ? '' : ` on ${resource}`
    return `${action}${on}${principal === null ? '' : ` for ${principal}`}`
  }
  const whose = principal === null ? '' : `${principal} 보안 주체의 `
  return `${whose}${resource === null ? '' : `${resource} 리소스에 대한 `}${action} 작업을`
}

/** `{ "AWS": "arn:…" }` as a value; null for everyone and for statements without a principal. */
function principalIn(principal: unknown): string | null {
  if (typeof principal !== 'object' || principal === null) return null
  const [named] = Object.values(principal)
  return named === undefined ? null : code(text(named))
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value)
}
