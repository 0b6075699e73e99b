import { type Dirent, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Phrase } from '../iam/phrase.ts'
import { filesOfObject, type SnapshotFiles } from './files.ts'
import { field, isRecord } from './json.ts'
import { parseJson } from './json-fault.ts'
import { rootsOf } from './path.ts'
import {
  badManifest,
  failed,
  failedBy,
  noAccount,
  noKnownForm,
  noPaths,
  noSnapshot,
  otherFormat,
  otherVersion,
  severalSnapshots,
  tooLarge,
  tooManyFiles,
} from './read-fault.ts'
import { isTar, readTar } from './tar.ts'

/** The files of a snapshot, or one sentence on why they cannot be read. */
export type ReadFiles =
  | { readonly ok: true; readonly files: SnapshotFiles }
  | { readonly ok: false; readonly problem: Phrase }

type Bytes = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: Phrase }

/** The longest text a JavaScript engine holds is a little over 512 MB; nothing larger is unpacked or read. */
const largest = 512 * 1024 * 1024 - 1024
const mostFiles = 500_000
const deepest = 32

/**
 * Opens a snapshot: a folder, a `.tar`, `.tar.gz` or `.tgz` of it, or one JSON object keyed by path. The answer of
 * `aws iam get-account-authorization-details` alone is taken as the snapshot of its account. Of a folder only the
 * names are read until a file is asked for.
 */
export function readSnapshotFiles(path: string): ReadFiles {
  const opened = openFiles(path)
  if (!opened.ok) return opened
  const [root, another] = rootsOf(opened.files.paths())
  if (root === undefined) {
    return failed(path, noSnapshot)
  }
  if (another !== undefined) {
    return failed(path, severalSnapshots(root, another))
  }
  const files = belowRoot(opened.files, root)
  const fault = manifestFault(files.read('snapshot.json'))
  return fault === null ? { ok: true, files } : failed(path, fault)
}

/** Opens CloudTrail records: a folder of `.json`, `.jsonl` and `.gz` files, or one such file. */
export function readTrailFiles(path: string): ReadFiles {
  if (isFolder(path)) return folderFiles(path, (name) => /\.(json|jsonl|ndjson|log|txt|cloudtrail)(\.gz)?$/i.test(name))
  const bytes = bytesOf(path)
  if (!bytes.ok) return bytes
  const unpacked = unzipped(path, bytes.bytes)
  if (!unpacked.ok) return unpacked
  if (isTar(unpacked.bytes)) return tarFiles(path, unpacked.bytes)
  const name = path.split(/[\\/]/).at(-1) ?? path
  const text = decoded(unpacked.bytes)
  return { ok: true, files: { paths: () => [name], read: (asked) => (asked === name ? text : null) } }
}

function openFiles(path: string): ReadFiles {
  if (isFolder(path)) return folderFiles(path, (name) => name.endsWith('.json'))
  const bytes = bytesOf(path)
  if (!bytes.ok) return bytes
  const unpacked = unzipped(path, bytes.bytes)
  if (!unpacked.ok) return unpacked
  return isTar(unpacked.bytes) ? tarFiles(path, unpacked.bytes) : jsonFiles(path, decoded(unpacked.bytes))
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function bytesOf(path: string): Bytes {
  try {
    const { size } = statSync(path)
    if (size > largest) return failed(path, tooLarge)
    return { ok: true, bytes: readFileSync(path) }
  } catch (error) {
    return failedBy(error, path)
  }
}

function unzipped(path: string, bytes: Uint8Array): Bytes {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { ok: true, bytes }
  try {
    return { ok: true, bytes: gunzipSync(bytes, { maxOutputLength: largest }) }
  } catch (error) {
    return failedBy(error, path)
  }
}

function tarFiles(path: string, archive: Uint8Array): ReadFiles {
  const tar = readTar(archive)
  if (!tar.ok) return failed(path, tar.problem)
  const contentByPath = new Map(tar.files.map((file) => [file.path, file.content]))
  return {
    ok: true,
    files: {
      paths: () => [...contentByPath.keys()],
      read: (asked) => {
        const content = contentByPath.get(asked)
        return content === undefined ? null : decoded(content)
      },
    },
  }
}

function jsonFiles(path: string, text: string): ReadFiles {
  const parsed = parseJson(text)
  if (!parsed.ok) return failed(path, noKnownForm(parsed.fault.message))
  const object = parsed.value
  if (!isRecord(object)) return failed(path, noPaths)
  if (Array.isArray(field(object, 'RoleDetailList')) || Array.isArray(field(object, 'UserDetailList'))) {
    return detailsFiles(path, text)
  }
  return { ok: true, files: filesOfObject(object) }
}

function detailsFiles(path: string, text: string): ReadFiles {
  const account = /"Arn"\s{0,9}:\s{0,9}"arn:aws[a-z-]{0,9}:iam::(\d{12}):/.exec(text)?.[1]
  if (account === undefined) return failed(path, noAccount)
  const only = `${account}/global/iam/GetAccountAuthorizationDetails.json`
  return { ok: true, files: { paths: () => [only], read: (asked) => (asked === only ? text : null) } }
}

function folderFiles(folder: string, isWanted: (name: string) => boolean): ReadFiles {
  const listing: Listing = { names: [], seen: 0 }
  try {
    list(folder, '', isWanted, listing)
  } catch (error) {
    return failedBy(error, folder)
  }
  if (listing.seen > mostFiles) return failed(folder, tooManyFiles(mostFiles))
  const names: readonly string[] = listing.names
  const listed = new Set(names)
  return {
    ok: true,
    // INVARIANT: only listed files are read, so no path leads out of the folder.
    files: { paths: () => names, read: (asked) => (listed.has(asked) ? fileText(join(folder, asked)) : null) },
  }
}

interface Listing {
  readonly names: string[]
  seen: number
}

/** Links are not followed: nothing outside the folder is read. */
function list(folder: string, prefix: string, isWanted: (name: string) => boolean, listing: Listing): void {
  const entries: readonly Dirent[] = readdirSync(join(folder, prefix), { withFileTypes: true })
  for (const entry of entries) {
    listing.seen += 1
    if (listing.seen > mostFiles) return
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isFile() && isWanted(entry.name)) listing.names.push(name)
    else if (entry.isDirectory() && name.split('/').length < deepest) list(folder, name, isWanted, listing)
  }
}

function fileText(path: string): string | null {
  try {
    if (!lstatSync(path).isFile()) return null
  } catch {
    return null
  }
  const bytes = bytesOf(path)
  const unpacked = bytes.ok ? unzipped(path, bytes.bytes) : bytes
  // A file that was listed but cannot be read counts as a malformed one, not as one that was never collected.
  return unpacked.ok ? decoded(unpacked.bytes) : unreadable
}

const unreadable = 'unreadable'

function belowRoot(files: SnapshotFiles, root: string): SnapshotFiles {
  if (root === '') return files
  return {
    paths: () => files.paths().flatMap((path) => (path.startsWith(root) ? [path.slice(root.length)] : [])),
    read: (path) => files.read(root + path),
  }
}

function manifestFault(text: string | null): Phrase | null {
  if (text === null) return null
  const parsed = parseJson(text)
  if (!parsed.ok) return badManifest(parsed.fault.message)
  const format = field(parsed.value, 'format')
  if (format !== 'undeny-snapshot') return otherFormat
  const version = field(parsed.value, 'version')
  if (version === 1) return null
  return otherVersion(JSON.stringify(version) ?? 'unknown')
}

/** PowerShell's `>` writes UTF-16 with a byte order mark. */
function decoded(bytes: Uint8Array): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const encoding = isUtf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
