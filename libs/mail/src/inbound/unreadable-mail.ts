/** What came is no mail, or more than we take apart. The message goes behind "the mail cannot be read: ". */
export class UnreadableMail extends Error {}
