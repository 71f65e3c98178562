/*
 * Preloaded before the C library: when Penstock's native library asks for many bytes, it is now and then given fewer, as the kernel may do at
 * any time. The calls are really made, for the smaller number. How often that was is written to $PENSTOCK_SHORT_LOG at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SENDFILE, SPLICE, COPY_FILE_RANGE, READ, PREAD, WRITE, PWRITE, SEND, RECV, PROCESS_VM_READV, ALL };

static const char *const names[ALL] = {"sendfile", "splice", "copy_file_range", "read", "pread", "write", "pwrite", "send", "recv", "process_vm_readv"};
static unsigned long made[ALL], shortened[ALL];

static uint64_t any(void)
{
    static __thread uint64_t state;
    if (state == 0) {
        const char *seed = getenv("PENSTOCK_SHORT_SEED");
        state = (((seed ? strtoull(seed, NULL, 10) : 1) * 0x9e3779b97f4a7c15u) ^ (uintptr_t)&state) | 1;
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int is_ours(const void *caller)
{
    Dl_info where;
    return dladdr(caller, &where) && where.dli_fname && strstr(where.dli_fname, "libpenstock");
}

/* Half of the calls are for fewer bytes: of these half for very few. */
static size_t fewer(int call, size_t count, const void *caller)
{
    if (!is_ours(caller)) return count;
    __atomic_fetch_add(&made[call], 1, __ATOMIC_RELAXED);
    uint64_t draw = any();
    if (count < 2 || draw & 1) return count;
    size_t most = draw & 2 && count > 5000 ? 5000 : count - 1;
    __atomic_fetch_add(&shortened[call], 1, __ATOMIC_RELAXED);
    return 1 + (draw >> 8) % most;
}

#define FEWER(call, count) fewer(call, count, __builtin_return_address(0))
#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))

__attribute__((destructor)) static void tell(void)
{
    const char *log = getenv("PENSTOCK_SHORT_LOG");
    FILE *file = log ? fopen(log, "w") : NULL;
    if (!file) return;
    for (int i = 0; i < ALL; i++) fprintf(file, "%s %lu %lu\n", names[i], shortened[i], made[i]);
    fclose(file);
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t count)
{
    return syscall(SYS_sendfile, out, in, offset, FEWER(SENDFILE, count));
}

ssize_t splice(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t count, unsigned flags)
{
    return syscall(SYS_splice, in, in_offset, out, out_offset, FEWER(SPLICE, count), flags);
}

ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t count, unsigned flags)
{
    return syscall(SYS_copy_file_range, in, in_offset, out, out_offset, FEWER(COPY_FILE_RANGE, count), flags);
}

/* What has no function in old C libraries is called by its number. */
long syscall(long number, ...)
{
    long a[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_copy_file_range) a[4] = (long)FEWER(COPY_FILE_RANGE, (size_t)a[4]);
    static long (*real)(long, ...);
    if (!real) real = REAL(long (*)(long, ...), "syscall");
    return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

ssize_t read(int fd, void *bytes, size_t count)
{
    return syscall(SYS_read, fd, bytes, FEWER(READ, count));
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    return syscall(SYS_write, fd, bytes, FEWER(WRITE, count));
}

ssize_t pread(int fd, void *bytes, size_t count, off_t offset)
{
    return syscall(SYS_pread64, fd, bytes, FEWER(PREAD, count), offset);
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t offset)
{
    return syscall(SYS_pread64, fd, bytes, FEWER(PREAD, count), offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    return syscall(SYS_pwrite64, fd, bytes, FEWER(PWRITE, count), offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    return syscall(SYS_pwrite64, fd, bytes, FEWER(PWRITE, count), offset);
}

ssize_t send(int fd, const void *bytes, size_t count, int flags)
{
    return syscall(SYS_sendto, fd, bytes, FEWER(SEND, count), flags, NULL, 0);
}

ssize_t recv(int fd, void *bytes, size_t count, int flags)
{
    return syscall(SYS_recvfrom, fd, bytes, FEWER(RECV, count), flags, NULL, NULL);
}

ssize_t process_vm_readv(pid_t pid, const struct iovec *local, unsigned long locals, const struct iovec *remote, unsigned long remotes, unsigned long flags)
{
    struct iovec one = *local;
    if (locals == 1 && remotes == 1) one.iov_len = FEWER(PROCESS_VM_READV, one.iov_len);
    return syscall(SYS_process_vm_readv, pid, locals == 1 ? &one : local, locals, remote, remotes, flags);
}
