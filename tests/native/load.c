/* Loads a library as a JVM does, with the libc that this program was started by, and shows it a JVM that refuses all it asks
 * for: `load libpenstock.so`. */
#include <dlfcn.h>
#include <stdio.h>

enum { JNI_ERR = -1 };

static int refuse(void) { return JNI_ERR; }

/* What jni.h calls JNIInvokeInterface_: three reserved words, then DestroyJavaVM to AttachCurrentThreadAsDaemon. */
static const void *const functions[] = {0, 0, 0, refuse, refuse, refuse, refuse, refuse};

int main(int count, char **arguments) {
    if (count != 2) return 2;
    void *library = dlopen(arguments[1], RTLD_NOW);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    int (*on_load)(void *, void *) = (int (*)(void *, void *))dlsym(library, "JNI_OnLoad");
    if (on_load == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    const void *const *vm = functions;
    int answer = on_load(&vm, NULL);
    printf("loaded; without a JVM it answers %d\n", answer);
    return answer == JNI_ERR ? 0 : 1;
}
