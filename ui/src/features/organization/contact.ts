import type { Contact, ContactKind } from "../../ipc/bindings";

export const CONTACT_KINDS: Readonly<Record<ContactKind, { name: string; meaning: string }>> = {
  BILLING: { name: "Billing", meaning: "Bills and payments" },
  OPERATIONS: { name: "Operations", meaning: "Outages and maintenance" },
  SECURITY: { name: "Security", meaning: "Abuse and incidents" },
};

/** What is wrong with each field of a contact, as AWS sees it; null where it fits. https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html */
export function contactProblems(contact: Contact): Record<keyof Contact, string | null> {
  return {
    name: length("The name", contact.name, 64),
    title: length("The title", contact.title, 50),
    email: /^\s*[\w+=.#!&-]+@[\w.-]+\.\w+\s*$/.test(contact.email) ? null : "This is no email address",
    phone: /^[\s0-9()+-]{1,25}$/.test(contact.phone) ? null : "A phone number has 1 to 25 digits, spaces and +-()",
  };
}

function length(what: string, text: string, most: number): string | null {
  if (text.trim() === "") {
    return `${what} is missing`;
  }
  return text.length > most ? `${what} has ${text.length} characters, AWS allows ${most}` : null;
}
