package say

// japanese returns the Japanese format for an English one. The table is kept
// in one file a room of the house, so that a sentence is found beside its neighbours.
func japanese(format string) (string, bool) {
	for _, t := range tables() {
		if ja, ok := t[format]; ok {
			return ja, true
		}
	}
	return "", false
}

type table map[string]string

func tables() []table {
	return []table{
		jaCommon,
		jaCompile,
		jaVm,
		jaPattern,
		jaTransport,
		jaQuota,
		jaFolder,
		jaWorkflow,
		jaEngine,
		jaSansan,
		jaKaonaviv1,
		jaKaonaviApi,
		jaKaonavi,
		jaKaonaviPlan,
		jaPlan,
		jaUndo,
		jaTypes,
		jaMigrate,
		jaSandbox,
		jaFiles,
		jaCsv,
		jaExcel,
		jaCli,
		jaStore,
		jaQueue,
		jaJournal,
		jaDurable,
		jaLedger,
		jaDoubt,
		jaSandboxes,
		jaChanges,
		jaRuns,
		jaKeeping,
		jaBindings,
		jaInbox,
		jaCatalog,
		jaWatch,
		jaWorker,
		jaNotify,
		jaDev,
		jaService,
		jaSchedule, jaServe,
		jaDoctor,
		jaByHand,
		jaList,
		jaUsage,
	}
}
