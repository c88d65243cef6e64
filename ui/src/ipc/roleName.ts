const ROLE_NAME = /^[a-zA-Z0-9+=,.@_-]{1,64}$/;

/** Whether a role can be called so. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function isRoleName(text: string): boolean {
  return ROLE_NAME.test(text);
}

export const ROLE_NAME_WORDS = "A role name has letters, digits and +=,.@-_, at most 64";
