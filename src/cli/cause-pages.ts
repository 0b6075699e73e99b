import { fileURLToPath } from 'node:url'
import type { Language } from '../causes/cause.ts'
import type { Io } from './io.ts'

/** Where pages lie as seen from this file: in the bundle, in its chunks, and in a checkout. */
const folders = ['./causes/', '../causes/', '../../docs/causes/']

/** The Markdown of a cause's page; null where this installation has none. */
export async function readCausePage(name: string, language: Language, io: Io): Promise<string | null> {
  const file = language === 'en' ? `${name}.md` : `${language}/${name}.md`
  for (const folder of folders) {
    try {
      const bytes = await io.readFile(fileURLToPath(new URL(`${folder}${file}`, import.meta.url)))
      return new TextDecoder().decode(bytes)
    } catch {
      // The page lies in one of the folders, and not being in another is no fault.
    }
  }
  return null
}
