const methodByVerb: Readonly<Record<string, string>> = {
  Create: 'POST',
  Delete: 'DELETE',
  Export: 'GET',
  Flush: 'DELETE',
  Generate: 'POST',
  Get: 'GET',
  Put: 'PUT',
  Reimport: 'PUT',
  Reset: 'DELETE',
  Test: 'POST',
  Untag: 'DELETE',
  Update: 'PATCH',
}

const methodByOperation: Readonly<Record<string, string>> = {
  ImportApi: 'PUT',
  ImportApiKeys: 'POST',
  ImportDocumentationParts: 'PUT',
  ImportRestApi: 'POST',
}

// AWS: the actions of API Gateway management are the HTTP methods of its REST requests.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html
/** The action that an operation of API Gateway management needs; null where the operation does not tell the method. */
export function apiGatewayActionOf(operation: string): string | null {
  const verb = operation.match(/^[A-Z][a-z]+/)?.[0] ?? ''
  const method = valueAt(methodByOperation, operation) ?? valueAt(methodByVerb, verb)
  return method === undefined ? null : `apigateway:${method}`
}

function valueAt(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
