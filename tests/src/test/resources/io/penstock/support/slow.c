/*
 * Preloaded before the C library: what makes a file longer comes a second late in threads that are named "slow", once the file has been
 * made that the variable SLOW_MARK of the environment names.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wait_a_second(void)
{
    char name[16];
    if (prctl(PR_GET_NAME, name) != 0 || strcmp(name, "slow") != 0)
        return;
    int mark = open(getenv("SLOW_MARK"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (mark >= 0)
        close(mark);
    sleep(1);
}

int ftruncate(int fd, off_t size)
{
    wait_a_second();
    return syscall(SYS_ftruncate, fd, size);
}

int ftruncate64(int fd, off_t size)
{
    return ftruncate(fd, size);
}

int fallocate(int fd, int mode, off_t position, off_t count)
{
    wait_a_second();
    return syscall(SYS_fallocate, fd, mode, position, count);
}

int fallocate64(int fd, int mode, off_t position, off_t count)
{
    return fallocate(fd, mode, position, count);
}
