/** A document with its lines and indents; what is not JSON stays as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Characters as IAM counts them in a policy: white space is free. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function policyLength(text: string): number {
  return [...text.replaceAll(/\s/gu, "")].length;
}
