/* The reader: answers in order, whatever a message does to the process that reads it. Instead of
 * mail_read() the readers here obey the message's first word. */
#include "reader.h"
#include "error.h"
#include "mail_limits.h"
#include "reader_pipe.h"
#include "reader_private.h"
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

#define WATCHDOG_SECONDS 120 /* ends a test that hangs; no verdict */
#define MANY 100
#define APART_SECONDS 2
#define MEMORY ((guint64)256 << 20)

/* ---- what a reader does with a message ---- */

static guint seen; /* messages this reader has read */

static void eat_memory(void)
{
    for (;;)
        memset(g_malloc(16 << 20), 1, 16 << 20);
}

static void send_raw(guint64 sequence, guint64 total, gsize length)
{
    g_autofree char *bytes = g_malloc0(length + 1);
    ReaderHead head = {sequence, total};
    struct iovec pieces[] = {{&head, sizeof head}, {bytes, length}};
    reader_pipe_send(READER_CHANNEL, pieces, 2, -1, 0);
}

static void loop_for_ever(void)
{
    for (volatile guint i = 0;; i++)
        continue;
}

static void misbehave(const char *word)
{
    if (g_str_equal(word, "abort"))
        abort();
    if (g_str_equal(word, "abort-after-others") && seen > 1)
        abort();
    if (g_str_equal(word, "exit"))
        _exit(0);
    if (g_str_equal(word, "loop"))
        loop_for_ever();
    if (g_str_equal(word, "eat"))
        eat_memory();
    if (g_str_equal(word, "critical"))
        g_critical("not what it should be");
    if (g_str_equal(word, "warning"))
        g_warning("odd, and no reason to end");
    if (g_str_equal(word, "forged-sequence"))
        send_raw(999, 8, 8);
    if (g_str_equal(word, "forged-length"))
        send_raw(1, G_MAXUINT64, READER_CHUNK);
    if (g_str_equal(word, "forged-chunk"))
        send_raw(1, 20, 10);
    if (g_str_equal(word, "forged-record"))
        send_raw(1, 100, 100);
}

/* Which of the first descriptors give the reader bytes to read. */
static char *readable_descriptors(void)
{
    GString *found = g_string_new(NULL);
    for (int fd = 0; fd < 256; fd++) {
        char byte;
        if (pread(fd, &byte, 1, 0) == 1)
            g_string_append_printf(found, "%d ", fd);
    }
    return g_string_free(found, FALSE);
}

static long attempt(const char *what)
{
    struct sockaddr address = {.sa_family = AF_UNIX};
    char buffer[16];
    if (g_str_equal(what, "open"))
        return syscall(SYS_open, "/etc/passwd", O_RDONLY);
    if (g_str_equal(what, "openat"))
        return openat(AT_FDCWD, "/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (g_str_equal(what, "access"))
        return access("/etc/passwd", R_OK);
    if (g_str_equal(what, "readlink"))
        return readlink("/proc/self/exe", buffer, sizeof buffer);
    if (g_str_equal(what, "unlink"))
        return unlink("/tmp/casegate-reader-test");
    if (g_str_equal(what, "socket"))
        return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (g_str_equal(what, "connect"))
        return connect(READER_CHANNEL, &address, sizeof address);
    if (g_str_equal(what, "write"))
        return write(READER_CHANNEL, "x", 1);
    if (g_str_equal(what, "kill"))
        return kill(1, 0);
    if (g_str_equal(what, "memfd"))
        return memfd_create("x", MFD_CLOEXEC);
    if (g_str_equal(what, "sendmsg-elsewhere"))
        return reader_pipe_send(0, NULL, 0, -1, 0) ? 0 : -1;
    if (g_str_equal(what, "code"))
        return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                       MAP_FAILED
                   ? -1
                   : 0;
    if (g_str_equal(what, "dump"))
        return prctl(PR_SET_DUMPABLE, 1);
    if (g_str_equal(what, "fork"))
        return fork();
    if (g_str_equal(what, "execve"))
        return execve("/bin/true", (char *[]){"true", NULL}, (char *[]){NULL});
    if (g_str_equal(what, "ptrace"))
        return syscall(SYS_ptrace, 0, 0, 0, 0);
    return 0;
}

static void fill_body(MailRecord *record, const char *word)
{
    if (!g_str_equal(word, "long"))
        return;
    g_autofree char *text = g_strnfill(MAIL_LIMIT_TEXT_BYTES, 'x');
    record->text = mail_record_keep(record, text);
}

/* "WORD REST": subject = "REST seen", message_id = what came out of it. */
static MailRecord *obey(const char *bytes, gsize length, const FormLabels *labels)
{
    seen++;
    g_auto(GStrv) words = g_strsplit(bytes, " ", 2);
    const char *rest = words[0] != NULL && words[1] != NULL ? words[1] : "";
    MailRecord *record = mail_record_new();
    if (words[0] != NULL)
        misbehave(words[0]);
    if (words[0] != NULL && g_str_equal(words[0], "descriptors")) {
        g_autofree char *found = readable_descriptors();
        record->message_id = mail_record_keep(record, found);
    }
    if (words[0] != NULL && g_str_equal(words[0], "attempt")) {
        long result = attempt(rest);
        g_autofree char *said = g_strdup_printf("%ld %s", result, g_strerror(errno));
        record->message_id = mail_record_keep(record, said);
    }
    fill_body(record, words[0] != NULL ? words[0] : "");
    record->subject = mail_record_keep(record, length < 100 ? rest : "");
    record->received = seen;
    record->date = (Instant)length;
    return record;
}

static const char *pdf_reader = "without";

static void prepare_pdf(void)
{
    pdf_reader = "with";
}

/* "apart WORD REST", in the second reading: as obey() does with "WORD REST". */
static MailRecord *obey_apart(const char *bytes, gsize length, const FormLabels *labels)
{
    gboolean is_signed = g_str_has_prefix(bytes, "signed ");
    const char *rest = g_str_has_prefix(bytes, "apart ") ? bytes + strlen("apart ") : bytes;
    MailRecord *record = obey(is_signed ? "plain signed" : rest, length, labels);
    record->flags |= is_signed ? MAIL_FLAG_SIGNED : 0;
    record->signer = "a liar";
    if (is_signed && strstr(bytes, "changes") != NULL)
        record->subject = "another";
    MailAttachment file = {"form.docx", "", seen, "", TRUE, pdf_reader, ""};
    g_array_append_val(record->attachments, file);
    record->received = 1;
    record->text_part = record->message_id; /* heads must be equal */
    record->message_id = "";
    if (g_str_has_prefix(rest, "lie"))
        record->reply_to = "somebody.else@example.example";
    return record;
}

/* Of "signed WORD …" the signature's word; it says which CAs it was given, and when the message came. */
static MailRecord *obey_proof(const char *bytes, gsize length, const char *cas, Instant received)
{
    const char *rest = g_str_has_prefix(bytes, "signed ") ? bytes + strlen("signed ") : bytes;
    MailRecord *record = obey(rest, length, NULL);
    g_autofree char *by = g_strdup_printf("%s at %" G_GINT64_FORMAT, cas, received);
    if (g_str_has_prefix(rest, "good"))
        record->signer = mail_record_keep(record, by);
    else
        record->signature = "is no good";
    return record;
}

/* The first reading of such a message: that there is a file to open, and what its subject will be. */
static MailRecord *obey_first(const char *bytes, gsize length, const FormLabels *labels)
{
    if (g_str_has_prefix(bytes, "signed ")) {
        MailRecord *record = obey("plain signed", length, labels);
        record->flags |= MAIL_FLAG_SIGNED;
        record->received = 1;
        record->signer = "a liar";
        return record;
    }
    if (!g_str_has_prefix(bytes, "apart "))
        return obey(bytes, length, labels);
    seen++;
    g_auto(GStrv) words = g_strsplit(bytes, " ", 3);
    MailRecord *record = mail_record_new();
    MailAttachment files[] = {{"form.docx", "", 1, "", FALSE, MAIL_WHY_CONTAINER, ""},
                              {"picture.png", "image/png", 1, "", FALSE, "no text", ""},
                              {g_str_equal(words[1], "pdf") ? "a.PDF" : "a.odt", "", 1, "", FALSE,
                               MAIL_WHY_CONTAINER, ""}};
    g_array_append_vals(record->attachments, files, G_N_ELEMENTS(files));
    record->subject = mail_record_keep(record, words[2]);
    record->received = 1;
    record->date = (Instant)length;
    record->flags |= MAIL_FLAG_CONTAINERS;
    record->refusal = g_str_equal(words[1], "refused") ? "too deep" : "";
    return record;
}

/* ---- what work does ---- */

static Reader *start(guint seconds, guint retire_after)
{
    g_autoptr(GError) error = NULL;
    ReaderLimits limits = {SANITIZED ? 0 : MEMORY, seconds, retire_after,
                           SANITIZED ? 0 : MEMORY / 2, APART_SECONDS};
    ReaderFunctions functions = {NULL, obey_first, obey_apart, prepare_pdf, obey_proof, "the CAs"};
    Reader *reader = reader_start_with(functions, NULL, limits, &error);
    g_assert_no_error(error);
    g_assert_nonnull(reader);
    return reader;
}

static int file_of(const char *text)
{
    int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, text, strlen(text)), ==, (gssize)strlen(text));
    return fd;
}

static void submit(Reader *reader, const char *text)
{
    g_autoptr(GError) error = NULL;
    int fd = file_of(text);
    g_assert_true(reader_submit(reader, fd, 0, &error));
    g_assert_no_error(error);
    close(fd);
}

/* The next answer, which must be a record. */
static MailRecord *record_of(Reader *reader)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    MailRecord *record;
    g_assert_true(reader_answer(reader, &record, &failure, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(failure, ==, NULL);
    return record;
}

static void expect_subject(Reader *reader, const char *want)
{
    g_autoptr(MailRecord) record = record_of(reader);
    g_assert_cmpstr(record->subject, ==, want);
}

static void expect_failure(Reader *reader, const char *want)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    g_autoptr(MailRecord) record = NULL;
    g_assert_true(reader_answer(reader, &record, &failure, &error));
    g_assert_no_error(error);
    g_assert_null(record);
    g_assert_cmpstr(failure, ==, want);
}

static guint open_descriptors(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    guint count = 0;
    while (g_dir_read_name(dir) != NULL)
        count++;
    return count;
}

static void test_answers_come_in_order(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    g_assert_cmpuint(reader_room(reader), ==, READER_WINDOW);
    for (guint i = 0; i < READER_WINDOW; i++) {
        g_autofree char *text = g_strdup_printf("say %u", i);
        submit(reader, text);
    }
    g_assert_cmpuint(reader_room(reader), ==, 0);
    for (guint i = 0; i < READER_WINDOW; i++) {
        g_autofree char *want = g_strdup_printf("%u", i);
        expect_subject(reader, want);
        g_assert_cmpuint(reader_room(reader), ==, i + 1);
    }
    g_assert_cmpuint(reader_restarts(reader), ==, 0);
}

static void test_misuse_is_said(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    g_autoptr(MailRecord) record = NULL;
    g_assert_false(reader_answer(reader, &record, &failure, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_clear_error(&error);
    for (guint i = 0; i < READER_WINDOW; i++)
        submit(reader, "say x");
    int fd = file_of("say one too many");
    g_assert_false(reader_submit(reader, fd, 0, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    close(fd);
    g_clear_error(&error);
    expect_subject(reader, "x");
    int folder = open("/tmp", O_RDONLY | O_CLOEXEC);
    g_assert_false(reader_submit(reader, folder, 0, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    close(folder);
}

static const struct {
    const char *name, *word, *want;
    gboolean needs_limits; /* not in a sanitized build */
} killers[] = {
    {"crash", "abort", "the reader crashed on it twice", FALSE},
    {"exit", "exit", "the reader crashed on it twice", FALSE},
    {"critical message", "critical", "the reader crashed on it twice", FALSE},
    {"memory", "eat", "needed more than 256 MiB", TRUE},
    {"answer to another question", "forged-sequence",
     "the reader's answer about it made no sense twice", FALSE},
    {"endless answer", "forged-length", "the reader's answer about it made no sense twice", FALSE},
    {"short packet", "forged-chunk", "the reader's answer about it made no sense twice", FALSE},
    {"no record", "forged-record", "the reader's answer about it made no sense twice", FALSE},
};

static void test_a_killer_is_held_and_the_others_go_on(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(killers); i++) {
        if (killers[i].needs_limits && SANITIZED)
            continue;
        g_test_message("%s", killers[i].name);
        g_autoptr(Reader) reader = start(60, 0);
        if (g_str_equal(killers[i].word, "forged-record"))
            for (int twice = 0; twice < 2; twice++)
                g_test_expect_message("casegate", G_LOG_LEVEL_WARNING,
                                      "the reader's answer is refused*");
        submit(reader, killers[i].word);
        submit(reader, "say next");
        submit(reader, "say last");
        expect_failure(reader, killers[i].want);
        expect_subject(reader, "next");
        expect_subject(reader, "last");
        g_test_assert_expected_messages();
        g_assert_cmpuint(reader_restarts(reader), ==, 2);
    }
}

static void test_a_loop_is_ended(void)
{
    g_autoptr(Reader) reader = start(1, 0);
    submit(reader, "loop");
    submit(reader, "say next");
    expect_failure(reader, "took longer than 1 seconds");
    expect_subject(reader, "next");
}

static void test_answers_before_the_end_are_kept(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    static const char *const messages[] = {"say 1", "say 2", "abort", "say 4", "say 5"};
    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++)
        submit(reader, messages[i]);
    expect_subject(reader, "1");
    expect_subject(reader, "2");
    expect_failure(reader, "the reader crashed on it twice");
    for (guint i = 1; i <= 2; i++) { /* both read by the third reader */
        g_autoptr(MailRecord) record = record_of(reader);
        g_assert_cmpuint(record->received, ==, i);
    }
    g_assert_cmpuint(reader_restarts(reader), ==, 2);
}

/* What ends only a reader that has read others before is not the message's fault. */
static void test_a_suspect_gets_a_reader_of_its_own(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    submit(reader, "say 1");
    submit(reader, "abort-after-others 2");
    submit(reader, "say 3");
    expect_subject(reader, "1");
    expect_subject(reader, "2");
    expect_subject(reader, "3");
    g_assert_cmpuint(reader_restarts(reader), ==, 1);
}

static void test_a_hundred_with_every_tenth_a_killer(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    guint before = open_descriptors();
    guint asked = 0;
    for (guint answered = 0; answered < MANY; answered++) {
        for (; asked < MANY && reader_room(reader) > 0; asked++) {
            g_autofree char *text =
                asked % 10 == 9 ? g_strdup("abort") : g_strdup_printf("say %u", asked);
            submit(reader, text);
        }
        g_autofree char *want = g_strdup_printf("%u", answered);
        if (answered % 10 == 9)
            expect_failure(reader, "the reader crashed on it twice");
        else
            expect_subject(reader, want);
    }
    g_assert_cmpuint(reader_restarts(reader), ==, 2 * MANY / 10);
    g_assert_cmpuint(open_descriptors(), ==, before);
}

static void test_a_reader_retires(void)
{
    g_autoptr(Reader) reader = start(60, 3);
    for (guint i = 0; i < 20; i++)
        submit(reader, "say x");
    for (guint i = 0; i < 20; i++) {
        g_autoptr(MailRecord) record = record_of(reader);
        g_assert_cmpuint(record->received, ==, i % 3 + 1);
    }
    g_assert_cmpuint(reader_restarts(reader), ==, 0);
}

static void test_a_long_answer_comes_whole(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    for (guint i = 0; i < 3; i++)
        submit(reader, "long x");
    submit(reader, "say after");
    for (guint i = 0; i < 3; i++) {
        g_autoptr(MailRecord) record = record_of(reader);
        g_assert_cmpuint(strlen(record->text), ==, MAIL_LIMIT_TEXT_BYTES);
        g_assert_cmpuint(strspn(record->text, "x"), ==, MAIL_LIMIT_TEXT_BYTES);
    }
    expect_subject(reader, "after");
}

static void test_what_is_forgotten_is_not_answered(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    submit(reader, "say old 1");
    submit(reader, "say old 2");
    expect_subject(reader, "old 1");
    reader_forget(reader);
    g_assert_cmpuint(reader_room(reader), ==, READER_WINDOW);
    submit(reader, "say new");
    reader_forget(reader);
    reader_forget(reader);
    submit(reader, "say newer");
    expect_subject(reader, "newer");
    g_assert_cmpuint(reader_restarts(reader), ==, 0);
}

static void test_a_warning_ends_nothing(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    submit(reader, "warning x");
    expect_subject(reader, "x");
    g_assert_cmpuint(reader_restarts(reader), ==, 0);
}

static void test_sizes(void)
{
    static const struct {
        const char *name;
        off_t bytes;
        Instant read; /* bytes the reader was given */
        const char *refusal;
    } cases[] = {
        {"empty", 0, 0, ""},
        {"small", 700, 700, ""},
        {"largest", MAIL_LIMIT_READ_BYTES, MAIL_LIMIT_READ_BYTES, ""},
        {"too large", MAIL_LIMIT_READ_BYTES + 1, READER_HEAD_BYTES, "too large to read"},
    };
    g_autoptr(Reader) reader = start(60, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", cases[i].name);
        int fd = file_of("");
        g_assert_cmpint(ftruncate(fd, cases[i].bytes), ==, 0);
        g_assert_true(reader_submit(reader, fd, 0, &error));
        close(fd);
        g_autoptr(MailRecord) record = record_of(reader);
        g_assert_cmpint(record->date, ==, cases[i].read);
        g_assert_cmpstr(record->refusal, ==, cases[i].refusal);
    }
}

static void test_a_file_that_shrinks_is_held(void)
{
    g_autoptr(Reader) reader = start(60, 1);
    g_autoptr(GError) error = NULL;
    int fd = file_of("say x");
    submit(reader, "say first"); /* one message a reader: the second waits in work */
    g_assert_true(reader_submit(reader, fd, 0, &error));
    g_assert_cmpint(ftruncate(fd, 2), ==, 0);
    close(fd);
    expect_subject(reader, "first");
    g_autoptr(MailRecord) record = record_of(reader);
    g_assert_cmpstr(record->refusal, ==, "the stored message could not be read");
}

static void test_nothing_of_work_is_inherited(void)
{
    int secret = file_of("a key");
    g_autoptr(Reader) reader = start(60, 0);
    submit(reader, "descriptors");
    g_autoptr(MailRecord) record = record_of(reader);
    g_assert_cmpstr(record->message_id, ==,
                    "3 "); /* the message, in the lowest place that is free */
    close(secret);
}

static const struct {
    const char *what;
    gboolean ends; /* else EPERM */
} forbidden[] = {
    {"open", FALSE},   {"openat", FALSE}, {"access", FALSE},  {"readlink", FALSE},
    {"unlink", FALSE}, {"socket", FALSE}, {"connect", FALSE}, {"write", FALSE},
    {"kill", FALSE},   {"memfd", FALSE},  {"code", FALSE},    {"dump", FALSE},
    {"fork", TRUE},    {"execve", TRUE},  {"ptrace", TRUE},   {"sendmsg-elsewhere", FALSE},
};

static void test_the_jail_holds(void)
{
    if (SANITIZED) {
        g_test_skip("a sanitized reader has no filter");
        return;
    }
    g_autoptr(Reader) reader = start(60, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(forbidden); i++) {
        g_autofree char *text = g_strdup_printf("attempt %s", forbidden[i].what);
        g_autofree char *want = g_strdup_printf("-1 %s", g_strerror(EPERM));
        g_test_message("%s", forbidden[i].what);
        submit(reader, text);
        if (forbidden[i].ends) {
            expect_failure(reader, "the reader crashed on it twice");
        } else {
            g_autoptr(MailRecord) record = record_of(reader);
            g_assert_cmpstr(record->message_id, ==, want);
        }
    }
    submit(reader, "attempt nothing");
    g_autoptr(MailRecord) record = record_of(reader);
    g_assert_true(g_str_has_prefix(record->message_id, "0 "));
}

/* Processes without a parent come to us, so that we see them end; at most so many, for a dying zygote may have
 * buried its reader itself. That none is left is what counts. */
static void await_orphans(guint most)
{
    guint ended = 0;
    alarm(WATCHDOG_SECONDS);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ended++;
    alarm(0);
    g_assert_cmpint(errno, ==, ECHILD);
    g_assert_cmpuint(ended, <=, most);
}

static void test_nothing_stays_behind_work(void)
{
    int ends[2];
    char byte;
    g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1), ==, 0);
    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    pid_t work = fork();
    if (work == 0) {
        Reader *reader = start(60, 0);
        submit(reader, "say x");
        expect_subject(reader, "x");
        submit(reader, "loop");
        if (write(ends[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
    close(ends[0]);
    close(ends[1]);
    g_assert_cmpint(kill(work, SIGKILL), ==, 0);
    await_orphans(3); /* work, zygote, reader */
}

static void test_stopping_ends_a_busy_reader(void)
{
    g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1), ==, 0);
    Reader *reader = start(60, 0);
    submit(reader, "loop");
    reader_stop(reader);
    await_orphans(0);
}

static pid_t only_child(void)
{
    g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? (pid_t)atoi(text) : 0;
}

static void test_without_a_zygote_it_is_temporary(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    g_autoptr(MailRecord) record = NULL;
    pid_t zygote = only_child();
    if (zygote == 0) {
        g_test_skip("this kernel does not list children");
        return;
    }
    g_assert_cmpint(kill(zygote, SIGKILL), ==, 0);
    g_assert_false(reader_is_lost(reader));
    submit(reader, "loop"); /* its reader goes with the zygote */
    for (int twice = 0; twice < 2; twice++) {
        g_assert_false(reader_answer(reader, &record, &failure, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
        g_clear_error(&error);
        g_assert_cmpuint(reader_room(reader), ==, READER_WINDOW - 1);
        g_assert_true(reader_is_lost(reader));
    }
}

static void test_signals_of_the_group_end_no_reader(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    pid_t zygote = only_child();
    if (zygote == 0) {
        g_test_skip("this kernel does not list children");
        return;
    }
    g_assert_cmpint(kill(zygote, SIGTERM), ==, 0);
    g_assert_cmpint(kill(zygote, SIGINT), ==, 0);
    submit(reader, "abort");
    expect_failure(reader, "the reader crashed on it twice");
}

/* ---- the second reading ---- */

static const MailAttachment *file_of_record(const MailRecord *record, guint i)
{
    g_assert_cmpuint(i, <, record->attachments->len);
    return &g_array_index(record->attachments, MailAttachment, i);
}

static void expect_opened(Reader *reader, const char *subject)
{
    g_autoptr(MailRecord) record = record_of(reader);
    g_assert_cmpstr(record->subject, ==, subject);
    g_assert_cmpuint(record->attachments->len, ==, 1);
    g_assert_true(file_of_record(record, 0)->read);
    g_assert_cmpuint(file_of_record(record, 0)->bytes, ==, 1); /* its reader has seen no other */
    g_assert_cmpuint(record->flags & MAIL_FLAG_CONTAINERS, ==, 0);
}

/* The first reading, with the reason at what was to be opened and nothing else changed. */
static void expect_unopened(Reader *reader, const char *subject, const char *why)
{
    g_autoptr(MailRecord) record = record_of(reader);
    g_assert_cmpstr(record->subject, ==, subject);
    g_assert_cmpuint(record->attachments->len, ==, 3);
    g_assert_cmpstr(file_of_record(record, 0)->why, ==, why);
    g_assert_cmpstr(file_of_record(record, 1)->why, ==, "no text");
    g_assert_cmpstr(file_of_record(record, 2)->why, ==, why);
    for (guint i = 0; i < 3; i++)
        g_assert_false(file_of_record(record, i)->read);
}

static void test_files_are_opened_in_a_reader_of_their_own(void)
{
    g_autoptr(Reader) reader = start(60, 0);
    submit(reader, "say 1");
    submit(reader, "apart say 2");
    submit(reader, "apart say 3");
    submit(reader, "say 4");
    expect_subject(reader, "1");
    expect_opened(reader, "2");
    expect_opened(reader, "3");
    expect_subject(reader, "4");
    g_assert_cmpuint(reader_restarts(reader), ==, 0);
}

static const struct {
    const char *name, *message, *want;
    gboolean needs_limits;
} unopened[] = {
    {"crash", "apart abort", "could not be opened: the reader crashed on it", FALSE},
    {"exit", "apart exit", "could not be opened: the reader crashed on it", FALSE},
    {"critical message", "apart critical", "could not be opened: the reader crashed on it", FALSE},
    {"memory", "apart eat", "could not be opened: needed more than 128 MiB", TRUE},
    {"loop", "apart loop", "could not be opened: took longer than 2 seconds", FALSE},
    {"fork", "apart attempt fork", "could not be opened: the reader crashed on it", TRUE},
    {"held anyhow", "apart refused", "not opened", FALSE},
    {"another question's answer", "apart forged-sequence",
     "could not be opened: what the reader made of it made no sense", FALSE},
    {"no record", "apart forged-chunk",
     "could not be opened: what the reader made of it made no sense", FALSE},
    {"another sender", "apart lie", "could not be opened: what the reader made of it made no sense",
     FALSE},
};

static void test_a_file_that_kills_its_reader_costs_nothing_else(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(unopened); i++) {
        if (unopened[i].needs_limits && SANITIZED)
            continue;
        g_test_message("%s", unopened[i].name);
        g_autoptr(Reader) reader = start(60, 0);
        g_auto(GStrv) words = g_strsplit(unopened[i].message, " ", 3);
        submit(reader, unopened[i].message);
        submit(reader, "say next");
        submit(reader, "apart say last");
        expect_unopened(reader, words[2] != NULL ? words[2] : "", unopened[i].want);
        expect_subject(reader, "next");
        expect_opened(reader, "last");
        g_assert_cmpuint(reader_restarts(reader), ==, 0);
    }
}

static void test_the_second_reading_is_jailed_too(void)
{
    if (SANITIZED) {
        g_test_skip("a sanitized reader has no filter");
        return;
    }
    g_autoptr(Reader) reader = start(60, 0);
    g_autofree char *want = g_strdup_printf("-1 %s", g_strerror(EPERM));
    for (gsize i = 0; i < G_N_ELEMENTS(forbidden); i++) {
        if (forbidden[i].ends)
            continue;
        g_autofree char *text = g_strdup_printf("apart attempt %s", forbidden[i].what);
        submit(reader, text);
        g_autoptr(MailRecord) record = record_of(reader);
        g_test_message("%s", forbidden[i].what);
        g_assert_cmpstr(record->text_part, ==, want);
    }
}

/* Ordinary mail, files, killers of the first reading and of the second, in one stream. */
static void test_a_hundred_mixed(void)
{
    static const char *const kinds[] = {"say", "apart say", "abort", "apart abort", "say"};
    g_autoptr(Reader) reader = start(60, 0);
    guint before = open_descriptors(), asked = 0;
    for (guint answered = 0; answered < MANY; answered++) {
        for (; asked < MANY && reader_room(reader) > 0; asked++) {
            g_autofree char *text =
                g_strdup_printf("%s %u", kinds[asked % G_N_ELEMENTS(kinds)], asked);
            submit(reader, text);
        }
        g_autofree char *want = g_strdup_printf("%u", answered);
        const char *kind = kinds[answered % G_N_ELEMENTS(kinds)];
        if (g_str_equal(kind, "abort"))
            expect_failure(reader, "the reader crashed on it twice");
        else if (g_str_equal(kind, "apart abort"))
            expect_unopened(reader, want, "could not be opened: the reader crashed on it");
        else if (g_str_equal(kind, "apart say"))
            expect_opened(reader, want);
        else
            expect_subject(reader, want);
    }
    g_assert_cmpuint(reader_restarts(reader), ==, 2 * MANY / 5);
    g_assert_cmpuint(open_descriptors(), ==, before);
}

static void test_what_reads_pdf_is_loaded_when_one_comes(void)
{
    static const char *const messages[] = {"apart say x", "apart pdf x", "apart say x"};
    static const char *const wants[] = {"without", "with", "with"};
    g_autoptr(Reader) reader = start(60, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
        submit(reader, messages[i]);
        g_autoptr(MailRecord) record = record_of(reader);
        g_assert_cmpstr(file_of_record(record, 0)->why, ==, wants[i]);
    }
}

static guint children_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", (int)pid, (int)pid);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) words = g_strsplit(g_strstrip(text), " ", -1);
    return *text == '\0' ? 0 : g_strv_length(words);
}

static void test_a_second_reading_leaves_no_process(void)
{
    static const char *const messages[] = {"apart say ", "apart abort ", "apart loop "};
    await_orphans(1); /* of the test before: only_child() must be the zygote */
    g_autoptr(Reader) reader = start(60, 0);
    pid_t zygote = only_child();
    if (zygote == 0) {
        g_test_skip("this kernel does not list children");
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
        submit(reader, messages[i]);
        g_autoptr(MailRecord) record = record_of(reader);
        g_assert_cmpuint(children_of(zygote), ==, 1); /* a dead one would be listed, too */
    }
}

static void expect_kept_without_zygote(Reader *reader)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    g_autoptr(MailRecord) record = NULL;
    for (int twice = 0; twice < 2; twice++) {
        g_assert_false(reader_answer(reader, &record, &failure, &error));
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
        g_clear_error(&error);
        g_assert_null(record);
        g_assert_null(failure);
        g_assert_cmpuint(reader_room(reader), ==, READER_WINDOW - 1);
        g_assert_true(reader_is_lost(reader));
    }
    reader_forget(reader);
    g_assert_cmpuint(reader_room(reader), ==, READER_WINDOW);
}

/* Who signed is asked of a process that is given nothing else, with the CAs and the time; no reading's word counts. */
static void test_who_signed_is_asked_apart(void)
{
    static const struct {
        const char *text, *signer, *signature;
    } rows[] = {
        {"signed good x", "the CAs at 77", ""},
        {"signed bad x", "", "is no good"},
        {"signed abort x", "", "could not be verified: the reader ended over it"},
        {"signed good changes", "", "is valid, but the message could not be read a second time"},
        {"plain x", "", ""},
        {"apart plain x", "", ""},
    };
    g_autoptr(Reader) reader = start(60, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        int fd = file_of(rows[i].text);
        g_assert_true(reader_submit(reader, fd, 77, &error));
        close(fd);
        g_autoptr(MailRecord) record = record_of(reader);
        g_test_message("%s", rows[i].text);
        g_assert_cmpstr(record->signer, ==, rows[i].signer);
        g_assert_cmpstr(record->signature, ==, rows[i].signature);
    }
    g_assert_cmpuint(reader_restarts(reader), ==, 0);
}

static void end_zygote(void)
{
    _exit(1);
}

static void test_a_zygote_that_ends_before_the_second_reading(void)
{
    g_autoptr(GError) error = NULL;
    ReaderLimits limits = {0, 60, 0, 0, 60};
    ReaderFunctions functions = {NULL, obey_first, obey_apart, end_zygote, NULL, NULL};
    g_autoptr(Reader) reader = reader_start_with(functions, NULL, limits, &error);
    g_assert_no_error(error);
    submit(reader, "apart pdf x");
    expect_kept_without_zygote(reader);
}

/* Kills the zygote once it has both readers. */
static gpointer kill_when_both_run(gpointer data)
{
    pid_t zygote = GPOINTER_TO_INT(data);
    while (children_of(zygote) < 2)
        g_usleep(1000);
    kill(zygote, SIGKILL);
    return NULL;
}

static void test_a_zygote_that_ends_during_the_second_reading(void)
{
    await_orphans(1); /* of the test before: only_child() must be the zygote */
    g_autoptr(Reader) reader = start(60, 0);
    pid_t zygote = only_child();
    if (zygote == 0) {
        g_test_skip("this kernel does not list children");
        return;
    }
    submit(reader, "apart loop ");
    GThread *killer = g_thread_new("killer", kill_when_both_run, GINT_TO_POINTER((int)zygote));
    expect_kept_without_zygote(reader);
    g_thread_join(killer);
}

/* A zygote in which no filter can be put in force. */
static void forbid_filters(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
                     SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
    if (seccomp_load(filter) != 0)
        _exit(1);
}

static void test_what_cannot_be_confined_does_not_start(void)
{
    if (SANITIZED) {
        g_test_skip("a sanitized reader has no filter");
        return;
    }
    g_autoptr(GError) error = NULL;
    ReaderLimits limits = {MEMORY, 60, 0, MEMORY, 60};
    ReaderFunctions functions = {forbid_filters, obey, obey_apart, NULL, NULL, NULL};
    g_assert_null(reader_start_with(functions, NULL, limits, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader/order", test_answers_come_in_order);
    g_test_add_func("/reader/who signed is asked apart", test_who_signed_is_asked_apart);
    g_test_add_func("/reader/misuse", test_misuse_is_said);
    g_test_add_func("/reader/killers", test_a_killer_is_held_and_the_others_go_on);
    g_test_add_func("/reader/loop", test_a_loop_is_ended);
    g_test_add_func("/reader/kept", test_answers_before_the_end_are_kept);
    g_test_add_func("/reader/alone", test_a_suspect_gets_a_reader_of_its_own);
    g_test_add_func("/reader/hundred", test_a_hundred_with_every_tenth_a_killer);
    g_test_add_func("/reader/retires", test_a_reader_retires);
    g_test_add_func("/reader/long", test_a_long_answer_comes_whole);
    g_test_add_func("/reader/forget", test_what_is_forgotten_is_not_answered);
    g_test_add_func("/reader/warning", test_a_warning_ends_nothing);
    g_test_add_func("/reader/sizes", test_sizes);
    g_test_add_func("/reader/shrinks", test_a_file_that_shrinks_is_held);
    g_test_add_func("/reader/inherits", test_nothing_of_work_is_inherited);
    g_test_add_func("/reader/jail", test_the_jail_holds);
    g_test_add_func("/reader/behind", test_nothing_stays_behind_work);
    g_test_add_func("/reader/stop", test_stopping_ends_a_busy_reader);
    g_test_add_func("/reader/zygote", test_without_a_zygote_it_is_temporary);
    g_test_add_func("/reader/signals", test_signals_of_the_group_end_no_reader);
    g_test_add_func("/reader/apart/opened", test_files_are_opened_in_a_reader_of_their_own);
    g_test_add_func("/reader/apart/killers", test_a_file_that_kills_its_reader_costs_nothing_else);
    g_test_add_func("/reader/apart/jail", test_the_second_reading_is_jailed_too);
    g_test_add_func("/reader/apart/hundred", test_a_hundred_mixed);
    g_test_add_func("/reader/apart/pdf", test_what_reads_pdf_is_loaded_when_one_comes);
    g_test_add_func("/reader/apart/behind", test_a_second_reading_leaves_no_process);
    g_test_add_func("/reader/apart/zygote/before",
                    test_a_zygote_that_ends_before_the_second_reading);
    g_test_add_func("/reader/apart/zygote/during",
                    test_a_zygote_that_ends_during_the_second_reading);
    g_test_add_func("/reader/unconfined", test_what_cannot_be_confined_does_not_start);
    return g_test_run();
}
