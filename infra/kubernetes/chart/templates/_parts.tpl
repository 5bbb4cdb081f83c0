{{- define "labels" -}}
app.kubernetes.io/name: imageserver
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "selector" -}}
app.kubernetes.io/name: imageserver
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pod" -}}
metadata:
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  # 5 s not ready, 8 s for what was accepted, and the rest for closing.
  terminationGracePeriodSeconds: 20
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      {{- if .Values.seccompProfile }}
      type: Localhost
      localhostProfile: {{ .Values.seccompProfile }}
      {{- else }}
      type: RuntimeDefault
      {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "selector" . | nindent 10 }}
  containers:
    - name: imageserver
      image: {{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}
      ports:
        - name: http
          containerPort: 8000
      env:
        {{- if eq .Values.mode "s3" }}
        - name: IMG_PVOL
          value: {{ .Values.s3.volume | quote }}
        {{- end }}
        {{- range $name, $value := .Values.settings }}
        - name: {{ $name }}
          value: {{ $value | quote }}
        {{- end }}
      envFrom:
        - secretRef:
            name: {{ .Values.secret }}
        {{- if and (eq .Values.mode "s3") .Values.s3.secret }}
        - secretRef:
            name: {{ .Values.s3.secret }}
        {{- end }}
      # A start reads the index of all images; ten million take seconds.
      startupProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 10
        timeoutSeconds: 3
        failureThreshold: 3
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        periodSeconds: 1
        timeoutSeconds: 1
        failureThreshold: 2
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: data
          mountPath: /data
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir:
        medium: Memory
        sizeLimit: 64Mi
    {{- if eq .Values.mode "s3" }}
    - name: data
      emptyDir:
        sizeLimit: {{ .Values.scratch }}
    {{- end }}
{{- end }}
