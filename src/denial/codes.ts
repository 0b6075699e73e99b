/** How the codes of a refusal begin, as alternatives of a pattern. */
export const denialCodeStarts: string =
  'Access_?Denied|AllAccessDisabled|Un[aA]uthori[sz]ed|Forbidden|NotAuthori[sz]ed|Authori[sz]ation(?:Error|Exception|Failed)|' +
  'VpceAccessDenied|OperationNotPermitted|InsufficientPermissions?|InsufficientPrivileges|NoPermission|PermissionDenied|' +
  'S3AccessDenied|LakeFormationAccessDenied|InsufficientLakeFormationPermission'

const denialCode = new RegExp(`^(?:Client\\.)?(?:KMS\\.?)?(?:${denialCodeStarts})[A-Za-z]*$`)

/** Error codes of a 403 about the credentials, which no policy can change. */
const credentialCodes: ReadonlySet<string> = new Set(
  (
    'InvalidAccessKeyId SignatureDoesNotMatch RequestTimeTooSkewed ExpiredToken ExpiredTokenException InvalidClientTokenId ' +
    'UnrecognizedClientException InvalidSignatureException TokenRefreshRequired MissingAuthenticationToken ' +
    'MissingAuthenticationTokenException IncompleteSignature IncompleteSignatureException AuthFailure RequestExpired ' +
    'InvalidToken InvalidTokenId NotSignedUp OptInRequired SubscriptionRequiredException MissingSecurityHeader ' +
    'InvalidSecurity ExpiredCredentials'
  ).split(' '),
)

/** Whether the code says that a request was refused for lack of permission. */
export function isDenialCode(code: string): boolean {
  return code.length <= 100 && denialCode.test(code)
}

/** Whether the code says that the credentials themselves were refused. */
export function isCredentialCode(code: string): boolean {
  return credentialCodes.has(code.replace(/^Client\./, ''))
}

/** A pattern that finds every credential code as a word. */
export const credentialCodeWords: string = [...credentialCodes].join('|')

/** Exception classes of a whole service, which say nothing about what went wrong. */
const wrapperClass =
  /^(?:Amazon\w*Exception|AWS\w*Exception|Aws\w*Exception|ClientError|ServiceError|SdkServiceException|SdkClientException|BotoCoreError|S3Exception|Ec2Exception|IamException|StsException|KmsException|GlueException|AthenaException|LambdaException|SqsException|SnsException|SsmException|EcrException|EcsException|DynamoDbException|LakeFormationException|SecretsManagerException|CloudFormationException|CloudWatchLogsException|OrganizationsException|Error|Exception|Fault|ResourceInitializationError|CannotPullContainerError|CannotPullECRContainerError|CredentialsError|RequestError|GENERIC_USER_ERROR|ServiceException|RuntimeException|ClientException)$/

/** Whether the name is an error code and not the class that a client wraps all errors in. */
export function isErrorCode(name: string): boolean {
  return /^[A-Z][\w.]{2,99}$/.test(name) && !wrapperClass.test(name)
}
