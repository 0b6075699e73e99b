import type { Language } from '../causes/cause.ts'
import type { Owner } from '../fixes/owner.ts'

/** Who can make an edit, in words: `account administrator of 111122223333`. */
export const ownerName: Readonly<Record<Language, (owner: Owner) => string>> = {
  en: ({ kind, account }) => {
    const of = account === null ? '' : ` of ${account}`
    switch (kind) {
      case 'accountAdministrator':
        return `account administrator${of}`
      case 'bucketOwner':
        return account === null ? 'bucket owner' : `bucket owner, account ${account}`
      case 'keyAdministrator':
        return `key administrator${of}`
      case 'catalogAdministrator':
        return `data catalog administrator${of}`
      case 'dataLakeAdministrator':
        return `data lake administrator${of}`
      case 'organizationAdministrator':
        return account === null ? 'organization administrator' : `organization administrator (${account})`
      case 'networkAdministrator':
        return `network administrator${of}`
      case 'resourceOwner':
        return account === null ? 'owner of the resource' : `owner of the resource, account ${account}`
      case 'roleAssumer':
        return 'caller of sts:AssumeRole'
      case 'caller':
        return 'caller'
    }
  },
  ko: ({ kind, account }) => {
    const of = account === null ? '' : `${account} 계정의 `
    switch (kind) {
      case 'accountAdministrator':
        return account === null ? '계정 관리자' : `${of}관리자`
      case 'bucketOwner':
        return `${of}버킷 소유자`
      case 'keyAdministrator':
        return `${of}키 관리자`
      case 'catalogAdministrator':
        return `${of}데이터 카탈로그 관리자`
      case 'dataLakeAdministrator':
        return `${of}데이터 레이크 관리자`
      case 'organizationAdministrator':
        return account === null ? '조직 관리자' : `조직 관리자(${account})`
      case 'networkAdministrator':
        return `${of}네트워크 관리자`
      case 'resourceOwner':
        return `${of}리소스 소유자`
      case 'roleAssumer':
        return 'sts:AssumeRole 호출자'
      case 'caller':
        return '호출자'
    }
  },
}
