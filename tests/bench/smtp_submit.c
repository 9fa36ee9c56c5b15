/* The bare loop that `casegate send` is measured beside: one libetpan connection, and for each mail
 * MAIL, RCPT, DATA and the body, in plaintext to this machine. It keeps no record and looks at nothing.
 *   smtp_submit PORT COUNT BYTES FROM TO */
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *make_body(size_t length, const char *from, const char *to)
{
    char *body = malloc(length + 512);
    int head = snprintf(body, 512, "From: <%s>\r\nTo: <%s>\r\nSubject: bench\r\n\r\n", from, to);
    for (size_t at = (size_t)head; at < length; at += 16)
        memcpy(body + at, "bench body line\n", 16);
    body[length] = '\0';
    return body;
}

static int submit(mailsmtp *smtp, const char *from, const char *to, const char *body)
{
    return mailesmtp_mail_size(smtp, from, 0, NULL, strlen(body)) ||
           mailesmtp_rcpt(smtp, to, MAILSMTP_DSN_NOTIFY_FAILURE, NULL) || mailsmtp_data(smtp) ||
           mailsmtp_data_message(smtp, body, strlen(body));
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 64;
    mailsmtp *smtp = mailsmtp_new(0, NULL);
    char *body = make_body((size_t)atol(argv[3]), argv[4], argv[5]);
    int failed =
        mailsmtp_socket_connect(smtp, "127.0.0.1", (uint16_t)atoi(argv[1])) || mailesmtp_ehlo(smtp);
    for (long n = atol(argv[2]); n > 0 && !failed; n--)
        failed = submit(smtp, argv[4], argv[5], body);
    if (failed)
        fprintf(stderr, "smtp_submit: %d %s\n", smtp->response_code,
                smtp->response ? smtp->response : "");
    if (!failed)
        mailsmtp_quit(smtp);
    free(body);
    return failed ? 1 : 0;
}
